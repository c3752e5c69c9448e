/*
 * What rsync, once it is loaded, sees of files. The kernel keeps from it contents and the names in
 * folders, and not whether something exists, nor attributes: this does. It holds for what clients
 * and the owners of volumes can make rsync ask for; a rsync that was taken over has the kernel alone
 * to get by.
 */
#include "preload_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *folders; /* as in FOLDERS_VARIABLE */
static bool is_cwd_above;   /* the folders, and not in one of them */
static bool receives;

void see_only(const char *those, bool receiver, const char *own_incoming) {
    folders = those;
    receives = receiver;
    know_incoming(own_incoming);
}

bool sees_less(void) {
    return folders != NULL;
}

bool path_of(int fd, char path[PATH_MAX + 1]) {
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX);
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
    /* Each path begins with the root's. */
    size_t length = strcmp(path, "/") == 0 ? 0 : strlen(path);
    for (const char *folder = folders; *folder != '\0';) {
        size_t end = strcspn(folder, "\n");
        if (length < end && strncmp(path, folder, length) == 0 && folder[length] == '/') {
            return true;
        }
        folder += end + 1;
    }
    return false;
}

/* Whatever it is and wherever: this file tells what of it is shown. */
static int open_to_look(int folder, const char *path, int flags) {
    return (int)syscall(SYS_openat, folder, path, O_PATH | O_CLOEXEC | flags, 0);
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
        int fd = open_to_look(folder, way, flags);
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

int missing(int folder, const char *path, int reason) {
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
    bool is_name = !follows && is_shown_name(folder, path);
    if (folders == NULL || *path == '\0' ||
        (is_name && (folder == AT_FDCWD ? !is_cwd_above : !receives || is_inside(folder)))) {
        return (int)syscall(SYS_newfstatat, folder, path, status, flags);
    }
    int fd = open_to_look(folder, path, follows ? 0 : O_NOFOLLOW);
    if (fd < 0) {
        return missing(folder, path, errno);
    }
    int result = (int)syscall(SYS_newfstatat, fd, "", status, AT_EMPTY_PATH);
    bool shown =
        sight_of_open(fd) != HIDDEN &&
        (is_inside(fd) || is_above(fd) || (follows && result == 0 && S_ISDIR(status->st_mode)));
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
EXPORTED int fstatat(int folder, const char *restrict path, struct stat *restrict status,
                     int flags) {
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

ALSO(fstatat64, fstatat);
ALSO(stat64, stat);
ALSO(lstat64, lstat);

/*
 * rsync enters the folder in which what it is told to send lies, and for a whole volume by its path
 * that one is above. What else lies there is looked at as by its path, see status_of().
 */
static int enter(int fd) {
    bool above = is_above(fd);
    if (sight_of_open(fd) != SHOWN || !(above || is_inside(fd))) {
        errno = ENOENT;
        return -1;
    }
    int result = (int)syscall(SYS_fchdir, fd);
    is_cwd_above = result == 0 ? above : is_cwd_above;
    forget_read_folder();
    return result;
}

EXPORTED int chdir(const char *path) {
    if (folders == NULL) {
        return (int)syscall(SYS_chdir, path);
    }
    int fd = open_to_look(AT_FDCWD, path, O_DIRECTORY);
    if (fd < 0) {
        return missing(AT_FDCWD, path, errno);
    }
    int result = enter(fd);
    int reason = errno;
    close(fd);
    errno = reason;
    return result;
}

EXPORTED int fchdir(int fd) {
    return folders == NULL ? (int)syscall(SYS_fchdir, fd) : enter(fd);
}
