#include "load.h"

#include "fail.h"
#include "paths.h"
#include "preload_agreement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
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
    memcpy(slash + 1, PRELOAD, sizeof PRELOAD);
    if (strpbrk(path, " :") != NULL) {
        fail("%s: the loader takes no path with a blank or a colon", path);
    }
    return path;
}

static bool is_folder_of_files(unsigned access) {
    return (access & (ACCESS_LOAD | ACCESS_EXECUTE | ACCESS_LOG)) == 0;
}

static long line_of(int fd, char path[LONGEST_PATH]) {
    long length = path_of(fd, path);
    if (length <= 0 || length == LONGEST_PATH - 1 || strchr(path, '\n') != NULL) {
        fail("a folder has no path of one line");
    }
    return length;
}

/* The folders whose contents it may read or write, as FOLDERS_VARIABLE has them. */
static char *folders_of(const struct rule *rules, size_t count) {
    char *folders = copy("");
    for (size_t i = 0; i < count; i++) {
        if (is_folder_of_files(rules[i].access)) {
            char path[LONGEST_PATH];
            long length = line_of(rules[i].fd, path);
            /* The root's is what each path begins with. */
            int shown = length == 1 ? 0 : (int)length;
            char *more = format_text("%s%.*s\n", folders, shown, path);
            free(folders);
            folders = more;
        }
    }
    return folders;
}

/* environment: the variables are added at its end, where there is room for them */
static void set_variables(char **environment, int ruleset, char *folders, int incoming) {
    char own[LONGEST_PATH] = "";
    if (incoming >= 0) {
        line_of(incoming, own);
    }
    while (*environment != NULL) {
        environment++;
    }
    *environment++ = format_text("LD_PRELOAD=%s", preload());
    *environment++ = format_text(RULESET_VARIABLE "=%d", ruleset);
    *environment++ = format_text(FOLDERS_VARIABLE "=%s", folders);
    *environment = format_text(INCOMING_VARIABLE "=%s", own);
}

size_t have_rsync_load(struct rule *rules, size_t count, int incoming, char **environment) {
    const char *path = preload();
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        fail("%s cannot be opened: %s", path, strerror(errno));
    }
    int ruleset = landlock_once_loaded(rules, count);
    if (ruleset >= 0) {
        if (fcntl(ruleset, F_SETFD, 0) != 0) {
            fail("rsync cannot be confined once it is loaded: %s", strerror(errno));
        }
        set_variables(environment, ruleset, folders_of(rules, count), incoming);
    }
    rules[count] = (struct rule){.fd = fd, .access = ACCESS_LOAD};
    return count + 1;
}

static size_t end_of_options(const struct list *command) {
    size_t end = 1;
    while (end < command->count && strcmp(command->items[end], "--") != 0) {
        end++;
    }
    return end;
}

void withhold_until_loaded(struct list *command, enum profile profile) {
    size_t end = end_of_options(command);
    for (size_t i = 1; i < end; i++) {
        if (strcmp(command->items[i], INSECURE_LINKS) == 0) {
            command->items[i] = copy(NOT_CONFINED_YET);
        }
    }
    if (profile == PROFILE_RECEIVER && end < command->count && landlock_abi() > 0) {
        list_add(command, NULL);
        memmove(&command->items[end + 1], &command->items[end],
                (command->count - 1 - end) * sizeof command->items[0]);
        command->items[end] = copy(NOT_LOADED_YET);
    }
}
