#include "child_spec.h"

#include "fail.h"
#include "paths.h"
#include "percent_encoding.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

void grant(struct child_spec *spec, int fd, unsigned access) {
    if (spec->rule_count == MOST_RULES) {
        fail("too many paths");
    }
    spec->rules[spec->rule_count++] = (struct rule){.fd = fd, .access = access};
}

void place_unavailable(size_t index) {
    end_with(EXIT_UNAVAILABLE, "volume %zu is not available", index);
}

static bool can_move_between_folders(void) {
    return landlock_abi() >= 2;
}

bool has_incoming(const struct child_spec *spec) {
    return (spec->withheld.reading || spec->withheld.replacing) && can_move_between_folders();
}

static unsigned place_access(const struct child_spec *spec) {
    if (spec->profile != PROFILE_RECEIVER) {
        return ACCESS_READ;
    }
    if (!has_incoming(spec)) {
        return ACCESS_READ | ACCESS_ADD | ACCESS_REMOVE | ACCESS_CHANGE;
    }
    return ACCESS_ADD | (spec->withheld.reading ? 0 : ACCESS_READ) |
           (spec->withheld.replacing ? 0 : ACCESS_REMOVE);
}

/* The volume's owner decides what lies beneath the mount: nothing on the way may lead elsewhere. */
static int open_folder(const char *mount, const char *folder) {
    int fd = open(mount, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int found = -1;
    if (fd >= 0 && *folder != '\0') {
        found = open_beneath(fd, folder, O_PATH | O_DIRECTORY | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
    }
    close(fd);
    return found;
}

/* "//" separates the mount from the folder beneath it. */
static struct place open_place(const char *value) {
    const char *separator = strstr(value, "//");
    if (separator == NULL) {
        return (struct place){value, open(value, O_PATH | O_DIRECTORY | O_CLOEXEC)};
    }
    const char *folder = separator + 2;
    char *mount = format_text("%.*s", (int)(separator - value), value);
    struct place place = {format_text("%s/%s", mount, folder), open_folder(mount, folder)};
    free(mount);
    return place;
}

static void add_place(struct child_spec *spec, const char *value) {
    if (spec->place_count == MOST_PLACES) {
        fail("too many volumes");
    }
    if (value[0] != '/') {
        fail("a mount needs an absolute path");
    }
    struct place *place = &spec->places[spec->place_count];
    *place = open_place(value);
    /* A file server serves the files of the other places. */
    if (place->fd < 0 && spec->profile != PROFILE_FILES) {
        place_unavailable(spec->place_count);
    }
    grant(spec, place->fd, place_access(spec));
    spec->place_count++;
}

/* The gateway's end of it is the only reader; a file in its place would be the child's to write. */
static void add_log(struct child_spec *spec, const char *path) {
    struct stat status;
    int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) {
        fail("the log is no pipe");
    }
    grant(spec, fd, ACCESS_LOG);
}

/* A path of the system that is missing is not granted; whoever needs it will say so. */
static void add_path(struct child_spec *spec, const char *path, unsigned access) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd >= 0) {
        grant(spec, fd, access);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        fail("a path cannot be opened: %s", strerror(errno));
    }
}

/*
 * The descriptor outlives exec, and so the lock lasts as long as the program and what it forks.
 * What can be opened through it is what Landlock says, as through any other; that folder's own
 * names can be listed, for it was opened before Landlock had a say.
 */
static void lock(struct child_spec *spec, const char *folder) {
    (void)spec;
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
        fail("the folder to be locked cannot be opened: %s", strerror(errno));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            fail("the folder cannot be locked: %s", strerror(errno));
        }
        end_with(EXIT_LOCKED, "Another instance of rrsync is already accessing this directory.");
    }
}

static rlim_t number(const char *text) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value == 0) {
        fail("a limit is not a positive number");
    }
    return (rlim_t)value;
}

static void read_best_effort(struct child_spec *spec, const char *value) {
    (void)value;
    spec->best_effort = true;
}

static void read_destination(struct child_spec *spec, const char *value) {
    (void)value;
    spec->has_destination = true;
}

static void read_unreadable(struct child_spec *spec, const char *value) {
    (void)value;
    if (!can_move_between_folders()) {
        end_with(EXIT_REFUSED,
                 "the kernel of this server cannot keep a write-only volume from being "
                 "read: Linux 5.19 or later is needed, with Landlock");
    }
    spec->withheld.reading = true;
}

static void read_irreplaceable(struct child_spec *spec, const char *value) {
    (void)value;
    spec->withheld.replacing = true;
}

static void read_profile(struct child_spec *spec, const char *value) {
    if (strcmp(value, "sender") == 0) {
        spec->profile = PROFILE_SENDER;
    } else if (strcmp(value, "receiver") == 0) {
        spec->profile = PROFILE_RECEIVER;
    } else if (strcmp(value, "files") == 0) {
        spec->profile = PROFILE_FILES;
    } else {
        fail("a profile is unknown");
    }
}

static void read_read(struct child_spec *spec, const char *value) {
    add_path(spec, value, ACCESS_READ);
}

static void read_load(struct child_spec *spec, const char *value) {
    add_path(spec, value, ACCESS_LOAD);
}

static void read_execute(struct child_spec *spec, const char *value) {
    add_path(spec, value, ACCESS_LOAD | ACCESS_EXECUTE);
}

static void read_chdir(struct child_spec *spec, const char *value) {
    spec->directory = value;
}

static void read_limit_as(struct child_spec *spec, const char *value) {
    spec->limits.address_space = number(value);
}

static void read_limit_nofile(struct child_spec *spec, const char *value) {
    spec->limits.open_files = number(value);
}

enum option_kind {
    FLAG,
    FIRST, /* it has a value, and those of the next kind depend on it */
    VALUE,
};

static const struct option {
    const char *name;
    enum option_kind kind;
    void (*read)(struct child_spec *spec, const char *value);
} OPTIONS[] = {
    {"--best-effort", FLAG, read_best_effort},
    {"--destination", FLAG, read_destination},
    {"--unreadable", FLAG, read_unreadable},
    {"--irreplaceable", FLAG, read_irreplaceable},
    {"--profile", FIRST, read_profile},
    {"--volume", VALUE, add_place},
    {"--read", VALUE, read_read},
    {"--load", VALUE, read_load},
    {"--execute", VALUE, read_execute},
    {"--chdir", VALUE, read_chdir},
    {"--log", VALUE, add_log},
    {"--lock", VALUE, lock},
    {"--limit-as", VALUE, read_limit_as},
    {"--limit-nofile", VALUE, read_limit_nofile},
};

/* NULL: it is unknown */
static const struct option *find_option(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        if (strlen(OPTIONS[i].name) == length && strncmp(OPTIONS[i].name, name, length) == 0) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

static void read_option(struct child_spec *spec, const char *argument) {
    size_t length = strcspn(argument, "=");
    const struct option *option = find_option(argument, length);
    bool has_value = argument[length] == '=';
    if (option == NULL || has_value != (option->kind != FLAG)) {
        fail("an option is unknown or lacks its value");
    }
    if (option->kind == VALUE && spec->profile == PROFILE_NONE) {
        fail("--profile comes first");
    }
    option->read(spec, has_value ? percent_decode(argument + length + 1) : NULL);
}

char **read_options(struct child_spec *spec, char **arguments) {
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++) {
        read_option(spec, *arguments);
    }
    return arguments;
}
