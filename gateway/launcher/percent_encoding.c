#include "percent_encoding.h"

#include "fail.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONGEST_ARGUMENT = 16 * 1024,
    LONGEST_ENCODED = 3 * LONGEST_ARGUMENT,
};

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

char *percent_decode(const char *encoded) {
    size_t length = strlen(encoded);
    if (length > LONGEST_ENCODED) {
        fail("an argument is too long");
    }
    char *bytes = malloc(length + 1);
    if (bytes == NULL) {
        fail("out of memory");
    }
    size_t count = 0;
    for (const char *c = encoded; *c != '\0'; c++) {
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
            fail("an argument is not percent-encoded");
        }
    }
    if (count > LONGEST_ARGUMENT) {
        fail("an argument is too long");
    }
    bytes[count] = '\0';
    return bytes;
}
