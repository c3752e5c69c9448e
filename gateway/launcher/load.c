/* What the launcher does for preload.c, which rsync loads. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The file beside this program that rsync is to load. */
static const char *preload(void) {
    static char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof PRELOAD);
    char *slash = length < 0 ? NULL : memrchr(path, '/', (size_t)length);
    if (slash == NULL) {
        fail("this program does not find itself: %s", strerror(errno));
    }
    strcpy(slash + 1, PRELOAD);
    if (strpbrk(path, " :") != NULL) {
        fail("%s: the loader takes no path with a blank or a colon", path);
    }
    return path;
}

static bool is_folder_of_files(unsigned access) {
    return (access & (ACCESS_LOAD | ACCESS_EXECUTE | ACCESS_LOG)) == 0;
}

/* The path of a folder that is open, on one line. */
static size_t real_path_of(int fd, char path[4096]) {
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 4096);
    if (length <= 0 || length == 4096 || memchr(path, '\n', (size_t)length) != NULL) {
        fail("a folder has no path of one line");
    }
    path[length] = '\0';
    return (size_t)length;
}

/* The folders whose contents it may read or write, as FOLDERS_VARIABLE has them. */
static char *folders_of(const struct rule *rules, size_t count) {
    char *folders = strdup("");
    for (size_t i = 0; i < count && folders != NULL; i++) {
        if (!is_folder_of_files(rules[i].access)) {
            continue;
        }
        char path[4096], *more;
        size_t length = real_path_of(rules[i].fd, path);
        int shown = length == 1 ? 0 : (int)length; /* the root's is what each path begins with */
        folders = asprintf(&more, "%s%.*s\n", folders, shown, path) < 0 ? NULL : more;
    }
    if (folders == NULL) {
        fail("out of memory");
    }
    return folders;
}

size_t have_rsync_load(struct rule *rules, size_t count, int incoming, char **environment) {
    const char *path = preload();
    char own[4096] = "";
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        fail("%s cannot be opened: %s", path, strerror(errno));
    }
    int ruleset = landlock_once_loaded(rules, count);
    if (ruleset >= 0) {
        if (incoming >= 0) {
            real_path_of(incoming, own);
        }
        while (*environment != NULL) {
            environment++;
        }
        if (fcntl(ruleset, F_SETFD, 0) != 0 ||
            asprintf(&environment[0], "LD_PRELOAD=%s", path) < 0 ||
            asprintf(&environment[1], RULESET_VARIABLE "=%d", ruleset) < 0 ||
            asprintf(&environment[2], FOLDERS_VARIABLE "=%s", folders_of(rules, count)) < 0 ||
            asprintf(&environment[3], INCOMING_VARIABLE "=%s", own) < 0) {
            fail("rsync cannot be confined once it is loaded: %s", strerror(errno));
        }
    }
    rules[count] = (struct rule){.fd = fd, .access = ACCESS_LOAD};
    return count + 1;
}

static size_t end_of_options(const struct names *command) {
    size_t end = 1;
    while (end < command->count && strcmp(command->items[end], "--") != 0) {
        end++;
    }
    return end;
}

void withhold_until_loaded(struct names *command, enum profile profile) {
    size_t end = end_of_options(command);
    for (size_t i = 1; i < end; i++) {
        if (strcmp(command->items[i], INSECURE_LINKS) == 0) {
            command->items[i] = strdup(NOT_CONFINED_YET);
        }
    }
    if (profile == PROFILE_RECEIVER && end < command->count && landlock_abi() > 0) {
        names_add(command, NULL);
        memmove(&command->items[end + 1], &command->items[end],
                (command->count - 1 - end) * sizeof command->items[0]);
        command->items[end] = strdup(NOT_LOADED_YET);
    }
}
