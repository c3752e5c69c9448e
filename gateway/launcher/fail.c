#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* In one write, so that no other process's line gets in between. */
static void say(const char *prefix, const char *format, va_list values) {
    char text[512];
    char line[sizeof text + 16];
    vsnprintf(text, sizeof text, format, values);
    int length = snprintf(line, sizeof line, "%s%s\n", prefix, text);
    if (write(STDERR_FILENO, line, (size_t)length) < 0) {
        /* Nobody listens; the exit status says it as well. */
    }
}

void fail(const char *format, ...) {
    va_list values;
    va_start(values, format);
    say("launcher: ", format, values);
    va_end(values);
    _exit(EXIT_FAILED);
}

void end_with(int status, const char *format, ...) {
    va_list values;
    va_start(values, format);
    say("", format, values);
    va_end(values);
    _exit(status);
}
