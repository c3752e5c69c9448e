/*
 * What rsync, once it is loaded, sees of files. The kernel keeps from it contents and the names in
 * folders, and not whether something exists, nor attributes: this does. It holds for what clients
 * and the owners of volumes can make rsync ask for; a rsync that was taken over has the kernel alone
 * to get by.
 */
#define _GNU_SOURCE
#include "preload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *folders; /* as in FOLDERS_VARIABLE */
static bool is_cwd_above;   /* the folders, and not in one of them */
static bool receives;

void see_only(const char *those, bool receiver) {
    folders = those;
    receives = receiver;
}

/* The path of what is open; false: there is none. */
static bool path_of(int fd, char path[PATH_MAX + 1]) {
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX);
    path[length < 0 ? 0 : length] = '\0';
    return length >= 0;
}

/* Whether what is open lies in one of the folders. */
static bool is_inside(int fd) {
    char path[PATH_MAX + 1];
    if (folders == NULL) {
        return true;
    }
    if (!path_of(fd, path)) {
        return false;
    }
    for (const char *folder = folders; *folder != '\0';) {
        size_t end = strcspn(folder, "\n");
        if (strncmp(path, folder, end) == 0 && (path[end] == '/' || path[end] == '\0')) {
            return true;
        }
        folder += end + 1;
    }
    return false;
}

/* Whether what is open is a folder on the way from the root to one of them. */
static bool is_above(int fd) {
    char path[PATH_MAX + 1];
    if (!path_of(fd, path)) {
        return false;
    }
    size_t length = strcmp(path, "/") == 0 ? 0 : strlen(path); /* each path begins with the root's */
    for (const char *folder = folders; *folder != '\0';) {
        size_t end = strcspn(folder, "\n");
        if (length < end && strncmp(path, folder, length) == 0 && folder[length] == '/') {
            return true;
        }
        folder += end + 1;
    }
    return false;
}

static bool is_link(int folder, const char *path) {
    struct stat status;
    return syscall(SYS_newfstatat, folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISLNK(status.st_mode);
}

/*
 * Whether a path leads out of what is granted, through links: what is there, or is not, is then
 * not for rsync's client to know. Where nothing is, the last folder on the way decides.
 */
static bool is_outside(int folder, const char *path, int flags) {
    char way[PATH_MAX];
    size_t length = strlen(path);
    if (folders == NULL || length >= sizeof way) {
        return false;
    }
    memcpy(way, path, length + 1);
    while (*way != '\0') {
        int fd = openat(folder, way, O_PATH | O_CLOEXEC | flags);
        if (fd >= 0) {
            bool outside = !is_inside(fd);
            close(fd);
            return outside;
        }
        /* Why a link cannot be followed would tell of the place that it leads to. */
        if (is_link(folder, way)) {
            return true;
        }
        char *slash = strrchr(way, '/');
        if (slash == NULL || (slash == way && slash[1] == '\0')) {
            break;
        }
        slash[slash == way ? 1 : 0] = '\0';
        flags = 0;
    }
    return false;
}

/* What is missing, and what a path that leads out finds or doesn't. */
static int missing(int folder, const char *path, int reason) {
    errno = reason != ENOENT && is_outside(folder, path, 0) ? ENOENT : reason;
    return -1;
}

/*
 * What is looked at is a descriptor, so that nothing changes between this look at it and the next.
 *
 * A folder outside to which a link leads is shown all the same: rsync would send the link in its
 * place (with -k, or where the client put a slash behind it), and end with 0. It fails to read it.
 */
static int status_of(int folder, const char *path, struct stat *status, int flags) {
    bool follows = (flags & AT_SYMLINK_NOFOLLOW) == 0;
    /*
     * A name in a folder that is inside needs no look at where it is. So is each folder that a sender
     * has opened; a receiver, which is told that each link is its own, may have come through one.
     */
    bool is_name = !follows && strchr(path, '/') == NULL;
    if (folders == NULL || *path == '\0' ||
        (is_name && (folder == AT_FDCWD ? !is_cwd_above : !receives || is_inside(folder)))) {
        return (int)syscall(SYS_newfstatat, folder, path, status, flags);
    }
    int fd = openat(folder, path, O_PATH | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW));
    if (fd < 0) {
        return missing(folder, path, errno);
    }
    int result = (int)syscall(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH);
    bool shown =
        is_inside(fd) || is_above(fd) || (follows && result == 0 && S_ISDIR(status->st_mode));
    close(fd);
    return shown ? result : missing(folder, path, ENOENT);
}

/*
 * rsync follows a link in the paths of its options and in those of filter files only where it
 * belongs to root or to rsync's own user, which in a volume of an application's is no link at all.
 * It would go on without what the link leads to, and end with 0. A receiver is told that each link
 * is its own: it keeps to its --confine-root, gives no file away, and needs to know a link's owner
 * for nothing else. A sender, which tells its client the owners, has --insecure-links instead.
 */
EXPORTED int fstatat(
    int folder, const char *restrict path, struct stat *restrict status, int flags) {
    int result = status_of(folder, path, status, flags);
    if (result == 0 && receives && S_ISLNK(status->st_mode)) {
        status->st_uid = geteuid();
    }
    return result;
}

EXPORTED int stat(const char *restrict path, struct stat *restrict status) {
    return status_of(AT_FDCWD, path, status, 0);
}

EXPORTED int lstat(const char *restrict path, struct stat *restrict status) {
    return status_of(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}

/* Landlock refuses what is there, and not what is missing. */
EXPORTED int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    bool makes = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    mode_t mode = makes ? va_arg(more, mode_t) : 0;
    va_end(more);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    return fd < 0 ? missing(AT_FDCWD, path, errno) : fd;
}

/*
 * rsync enters the folder in which what it is told to send lies, and for a whole volume by its path
 * that one is above. What else lies there is looked at as by its path, see status_of().
 */
EXPORTED int chdir(const char *path) {
    int fd = openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return missing(AT_FDCWD, path, errno);
    }
    bool above = folders != NULL && is_above(fd);
    int result = folders == NULL || above || is_inside(fd) ? (int)syscall(SYS_fchdir, fd)
                                                           : missing(AT_FDCWD, path, ENOENT);
    int reason = errno;
    is_cwd_above = result == 0 ? above : is_cwd_above;
    close(fd);
    errno = reason;
    return result;
}
