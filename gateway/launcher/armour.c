/* Arguments arrive as ASCII: bytes other than A-Za-z0-9-_./,:=+@ as %XX (see Armour.java). */
#include "launcher.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LENGTH = 16 * 1024 };

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-_./,:=+@", c) != NULL);
}

/* Upper case only, so that a byte has one spelling. */
static int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    fail("an argument has a bad escape");
}

char *unarmour(const char *armoured) {
    size_t length = strlen(armoured);
    if (length > 3 * MAX_LENGTH) {
        fail("an argument is too long");
    }
    char *bytes = malloc(length + 1);
    if (bytes == NULL) {
        fail("out of memory");
    }
    size_t count = 0;
    for (const char *c = armoured; *c != '\0'; c++) {
        if (*c == '%') {
            int high = digit(c[1]); /* fails at the terminating NUL, so c[2] is never past it */
            int value = high * 16 + digit(c[2]);
            if (value == 0) {
                fail("an argument contains a NUL byte");
            }
            bytes[count++] = (char)value;
            c += 2;
        } else if (is_plain(*c)) {
            bytes[count++] = *c;
        } else {
            fail("an argument is not armoured");
        }
    }
    if (count > MAX_LENGTH) {
        fail("an argument is too long");
    }
    bytes[count] = '\0';
    return bytes;
}
