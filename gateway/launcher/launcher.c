#include "launcher.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fail(const char *format, ...) {
    char line[512] = "launcher: ";
    size_t prefix = strlen(line);
    va_list values;
    va_start(values, format);
    vsnprintf(line + prefix, sizeof line - prefix - 1, format, values);
    va_end(values);
    strcat(line, "\n");
    if (write(STDERR_FILENO, line, strlen(line)) < 0) {
        /* Nobody listens; the exit status says it as well. */
    }
    _exit(EXIT_FAILED);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fail("usage: launcher child|probe|container …");
    }
    const char *mode = argv[1];
    if (strcmp(mode, "child") == 0) {
        child(argv + 2);
    }
    if (strcmp(mode, "container") == 0) {
        container(argv + 2);
    }
    if (strcmp(mode, "probe") == 0) {
        return probe(argv + 2);
    }
    fail("unknown mode");
}
