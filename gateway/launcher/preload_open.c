/*
 * Opening files and folders, for whatever a client can name: no folder of incoming files is opened,
 * and why a file of what lies outside cannot be opened is not told.
 */
#include "preload_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How the calls are named of programs that were built to have their arguments checked. */
int __open_2(const char *path, int flags);
int __openat_2(int folder, const char *path, int flags);

/* "": the path is the root, or empty, or ends at a folder's parent, which is nothing to change. */
static const char *last_name(const char *path) {
    const char *end = path + strlen(path);
    while (end > path && end[-1] == '/') {
        end--;
    }
    const char *name = end;
    while (name > path && name[-1] != '/') {
        name--;
    }
    bool is_parent = end - name == 2 && strncmp(name, "..", 2) == 0;
    return is_parent || name == end ? "" : name;
}

static int open_parent(int folder, const char *path, const char *name) {
    char parent[PATH_MAX];
    size_t length = (size_t)(name - path);
    if (length >= sizeof parent) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(parent, path, length);
    parent[length] = '\0';
    return (int)syscall(SYS_openat, folder, parent, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}

struct place find_place(int folder, const char *path) {
    struct place place = {.found = true, .folder = folder, .name = path, .opened = -1};
    if (!sees_less() || is_shown_name(folder, path)) {
        return place;
    }
    place.name = last_name(path);
    place.found = false;
    if (*place.name == '\0' || is_incoming_name(place.name) || strchr(path, '/') == NULL) {
        errno = EPERM;
        return place;
    }
    place.folder = place.opened = open_parent(folder, path, place.name);
    if (place.opened >= 0 && sight_of_open(place.opened) != SHOWN) {
        close(place.opened);
        place.opened = -1;
        errno = EPERM;
    }
    place.found = place.opened >= 0;
    return place;
}

int leave_place(struct place place, int result) {
    int reason = errno;
    if (place.opened >= 0) {
        close(place.opened);
    }
    errno = reason;
    return result;
}

static bool is_permitted(enum sight sight, int flags) {
    return sight == SHOWN || (sight == ON_THE_WAY && (flags & O_PATH) != 0);
}

static bool makes(int flags) {
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

/* What is made, or emptied, is so before it could be looked at: its folder is looked at first. */
static int open_at(int folder, const char *path, int flags, mode_t mode) {
    if (!makes(flags) && (flags & O_TRUNC) == 0) {
        return (int)syscall(SYS_openat, folder, path, flags, mode);
    }
    struct place place = find_place(folder, path);
    return leave_place(
        place, place.found ? (int)syscall(SYS_openat, place.folder, place.name, flags, mode) : -1);
}

/*
 * The folder, by its path from the working directory, in which a file was opened last. A sender opens
 * file after file of a folder, and a look at each would be a tenth of all that it does. If a link
 * takes the folder's place meanwhile, files of another push can be read for whoever knows the random
 * name of its folder, and may read the volume anyway.
 */
static char read_folder[PATH_MAX];
static size_t read_folder_length;

void forget_read_folder(void) {
    read_folder_length = 0;
}

static bool is_in_read_folder(const char *path) {
    return read_folder_length > 0 && strncmp(path, read_folder, read_folder_length) == 0 &&
           is_shown_name(AT_FDCWD, path + read_folder_length);
}

static void remember_read_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash + 1 - path);
    if (length < sizeof read_folder && is_shown_name(AT_FDCWD, path + length)) {
        memcpy(read_folder, path, length);
        read_folder_length = length;
    }
}

static enum sight sight_of_opened(int fd, int folder, const char *path, int flags) {
    if ((flags & O_NOFOLLOW) == 0) {
        return sight_of_open(fd);
    }
    if (is_shown_name(folder, path)) {
        return SHOWN;
    }
    bool is_file_to_read = folder == AT_FDCWD && (flags & (O_PATH | O_DIRECTORY | O_CREAT)) == 0;
    if (is_file_to_read && is_in_read_folder(path)) {
        return SHOWN;
    }
    enum sight sight = sight_of_open(fd);
    if (is_file_to_read && sight == SHOWN) {
        remember_read_folder(path);
    }
    return sight;
}

int open_shown(int folder, const char *path, int flags, mode_t mode) {
    int fd = open_at(folder, path, flags, mode);
    if (fd < 0) {
        int reason = errno;
        look_for_unread_rules(folder, path, flags, reason);
        errno = reason;
        return fd;
    }
    if (!sees_less()) {
        return fd;
    }
    enum sight sight = sight_of_opened(fd, folder, path, flags);
    if (!is_permitted(sight, flags)) {
        close(fd);
        errno = ENOENT;
        return -1;
    }
    remember(fd, sight);
    return fd;
}

/* Landlock refuses what is there, and not what is missing. */
static int open_or_missing(const char *path, int flags, mode_t mode) {
    int fd = open_shown(AT_FDCWD, path, flags, mode);
    return fd < 0 ? missing(AT_FDCWD, path, errno) : fd;
}

EXPORTED int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = makes(flags) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_or_missing(path, flags, mode);
}

EXPORTED int openat(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = makes(flags) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_shown(folder, path, flags, mode);
}

EXPORTED int __open_2(const char *path, int flags) {
    return open_or_missing(path, flags, 0);
}

EXPORTED int __openat_2(int folder, const char *path, int flags) {
    return open_shown(folder, path, flags, 0);
}

EXPORTED DIR *opendir(const char *path) {
    int fd = open_shown(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_DIRECTORY | O_CLOEXEC, 0);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (fd >= 0 && folder == NULL) {
        int reason = errno;
        close(fd);
        errno = reason;
    }
    return folder;
}

/* Looking is not refused, but finds nothing. */
static struct place find_shown(int folder, const char *path) {
    struct place place = find_place(folder, path);
    if (!place.found && errno == EPERM) {
        errno = ENOENT;
    }
    return place;
}

EXPORTED int faccessat(int folder, const char *path, int mode, int flags) {
    struct place place = find_shown(folder, path);
    int result = -1;
    if (place.found && flags == 0) {
        result = (int)syscall(SYS_faccessat, place.folder, place.name, mode);
    } else if (place.found) {
        result = (int)syscall(SYS_faccessat2, place.folder, place.name, mode, flags);
    }
    return leave_place(place, result);
}

EXPORTED int access(const char *path, int mode) {
    return faccessat(AT_FDCWD, path, mode, 0);
}

EXPORTED ssize_t readlinkat(int folder, const char *path, char *target, size_t size) {
    struct place place = find_shown(folder, path);
    long result = -1;
    if (place.found) {
        result = syscall(SYS_readlinkat, place.folder, place.name, target, size);
    }
    leave_place(place, 0);
    return result;
}

EXPORTED ssize_t readlink(const char *path, char *target, size_t size) {
    return readlinkat(AT_FDCWD, path, target, size);
}

ALSO(open64, open);
ALSO(openat64, openat);
ALSO(__open64_2, __open_2);
ALSO(__openat64_2, __openat_2);
