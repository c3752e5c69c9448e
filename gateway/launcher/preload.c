/*
 * What the launcher has rsync load before it runs. A program needs its libraries and the C
 * library's files to start, and nothing of them afterwards: once they are loaded, this takes away
 * the right to read them, so that whoever can name a file to rsync (as a list, a filter file or
 * through a link) can name none of the system's.
 *
 * The kernel keeps contents and the names in folders, but lets anybody look at the attributes of
 * what can be named; preload_paths.c does not.
 *
 * Until then rsync has an option that it does not know, in place of --insecure-links or as a receiver.
 * A program that does not load this (one that is statically linked, or has capabilities of its own)
 * ends at that option.
 */
#include "preload_parts.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __NR_landlock_restrict_self
#define __NR_landlock_restrict_self 446
#endif

enum { LONGEST_NAME = 255 };

static _Noreturn void give_up(const char *why) {
    static const char begin[] = "launcher: rsync is not confined: ";
    if (write(STDERR_FILENO, begin, sizeof begin - 1) < 0 ||
        write(STDERR_FILENO, why, strlen(why)) < 0 || write(STDERR_FILENO, "\n", 1) < 0) {
        /* The exit status says it as well. */
    }
    _exit(125); /* EXIT_FAILED */
}

/* The C library keeps what a converter needs for as long as one is open. */
static void load_converters(const char *charsets) {
    char name[LONGEST_NAME + 1];
    size_t length = strcspn(charsets, ",");
    if (length <= LONGEST_NAME) {
        memcpy(name, charsets, length);
        name[length] = '\0';
        (void)iconv_open("UTF-8", name);
        (void)iconv_open(name, "UTF-8");
    }
}

static const char *copy_of(const char *variable) {
    const char *value = getenv(variable);
    const char *copy = strdup(value == NULL ? "" : value);
    if (copy == NULL) {
        give_up("out of memory");
    }
    return copy;
}

/* What rsync's own options say, and where those are that it does not know. */
struct options {
    bool receives;
    char *links;
    char *loaded;
};

static struct options read_options(int count, char **arguments) {
    struct options options = {.receives = true};
    for (int i = 1; i < count && strcmp(arguments[i], "--") != 0; i++) {
        if (strcmp(arguments[i], "--sender") == 0) {
            options.receives = false;
        } else if (strncmp(arguments[i], "--delete", 8) == 0) {
            stop_at_unread_rules();
        } else if (strncmp(arguments[i], "--iconv=", 8) == 0) {
            load_converters(arguments[i] + 8);
        } else if (strcmp(arguments[i], NOT_CONFINED_YET) == 0) {
            options.links = arguments[i];
        } else if (strcmp(arguments[i], NOT_LOADED_YET) == 0) {
            options.loaded = arguments[i];
        }
    }
    return options;
}

static void confine(const char *ruleset) {
    int fd = (int)strtol(ruleset, NULL, 10);
    if (syscall(__NR_landlock_restrict_self, fd, 0) != 0) {
        give_up(strerror(errno));
    }
    close(fd);
}

__attribute__((constructor)) static void begin(int count, char **arguments) {
    static const char *folders; /* kept for as long as rsync runs, and so is the next */
    static const char *incoming;
    const char *ruleset = getenv(RULESET_VARIABLE);
    if (ruleset == NULL || getenv(FOLDERS_VARIABLE) == NULL) {
        return;
    }
    read_names();
    struct options options = read_options(count, arguments);
    confine(ruleset);
    folders = copy_of(FOLDERS_VARIABLE);
    incoming = copy_of(INCOMING_VARIABLE);
    see_only(folders, options.receives, *incoming == '\0' ? NULL : incoming);
    unsetenv(FOLDERS_VARIABLE);
    unsetenv(INCOMING_VARIABLE);
    unsetenv(RULESET_VARIABLE);
    unsetenv("LD_PRELOAD");
    if (options.links != NULL) {
        memcpy(options.links, INSECURE_LINKS, sizeof INSECURE_LINKS);
    }
    if (options.loaded != NULL) {
        memcpy(options.loaded, HARMLESS, sizeof HARMLESS);
    }
}
