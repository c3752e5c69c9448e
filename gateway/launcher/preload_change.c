/*
 * Changing what there is: for folders of incoming files, refused with EPERM, which rsync tells its
 * client, goes on without, and ends with 23. What rsync has no right to is the kernel's to say.
 *
 * Each name is changed in the folder that was looked at, whatever becomes of the path to it.
 */
#include "preload_parts.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* What a system call gives that takes a place's folder and name, and one thing more. */
static int in_place(struct place place, long number, unsigned argument) {
    int result = -1;
    if (place.found) {
        result = (int)syscall(number, place.folder, place.name, argument);
    }
    return leave_place(place, result);
}

static bool may_change(int folder, const char *path) {
    struct place place = find_place(folder, path);
    bool found = place.found;
    leave_place(place, 0);
    return found;
}

/* Sets `next` to the C library's function of this name. */
#define FIND_NEXT(function) \
    if (next == NULL) { \
        *(void **)&next = dlsym(RTLD_NEXT, #function); \
    }

EXPORTED int mkdirat(int folder, const char *path, mode_t mode) {
    return in_place(find_place(folder, path), SYS_mkdirat, mode);
}

EXPORTED int mkdir(const char *path, mode_t mode) {
    return mkdirat(AT_FDCWD, path, mode);
}

EXPORTED int unlinkat(int folder, const char *path, int flags) {
    return in_place(find_place(folder, path), SYS_unlinkat, (unsigned)flags);
}

EXPORTED int unlink(const char *path) {
    return unlinkat(AT_FDCWD, path, 0);
}

EXPORTED int rmdir(const char *path) {
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

EXPORTED int symlinkat(const char *target, int folder, const char *path) {
    struct place place = find_place(folder, path);
    int result = -1;
    if (place.found) {
        result = (int)syscall(SYS_symlinkat, target, place.folder, place.name);
    }
    return leave_place(place, result);
}

EXPORTED int symlink(const char *target, const char *path) {
    return symlinkat(target, AT_FDCWD, path);
}

/* The same for two places and flags. */
static int between(long number, struct place from, struct place to, int flags) {
    int result = -1;
    if (from.found && to.found) {
        result = (int)syscall(number, from.folder, from.name, to.folder, to.name, flags);
    }
    return leave_place(from, leave_place(to, result));
}

EXPORTED int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    struct place first = find_place(from_folder, from);
    if (!first.found) {
        return -1;
    }
    return between(SYS_linkat, first, find_place(to_folder, to), flags);
}

EXPORTED int link(const char *from, const char *to) {
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

EXPORTED int renameat2(int from_folder, const char *from, int to_folder, const char *to,
                       unsigned flags) {
    struct place first = find_place(from_folder, from);
    if (!first.found) {
        return -1;
    }
    return between(SYS_renameat2, first, find_place(to_folder, to), (int)flags);
}

EXPORTED int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, 0);
}

EXPORTED int rename(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* mkstemp() opens by itself. */
EXPORTED int mkstemp(char *path) {
    static __typeof__(&mkstemp) next;
    FIND_NEXT(mkstemp);
    return may_change(AT_FDCWD, path) ? next(path) : -1;
}

/*
 * Attributes: the C library's functions are more than a system call each, and which attributes a
 * client may change is no secret that a race could tell.
 */
EXPORTED int fchmodat(int folder, const char *path, mode_t mode, int flags) {
    static __typeof__(&fchmodat) next;
    FIND_NEXT(fchmodat);
    return may_change(folder, path) ? next(folder, path, mode, flags) : -1;
}

EXPORTED int chmod(const char *path, mode_t mode) {
    return fchmodat(AT_FDCWD, path, mode, 0);
}

EXPORTED int lchmod(const char *path, mode_t mode) {
    return fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW);
}

EXPORTED int fchownat(int folder, const char *path, uid_t owner, gid_t group, int flags) {
    static __typeof__(&fchownat) next;
    FIND_NEXT(fchownat);
    return may_change(folder, path) ? next(folder, path, owner, group, flags) : -1;
}

EXPORTED int chown(const char *path, uid_t owner, gid_t group) {
    return fchownat(AT_FDCWD, path, owner, group, 0);
}

EXPORTED int lchown(const char *path, uid_t owner, gid_t group) {
    return fchownat(AT_FDCWD, path, owner, group, AT_SYMLINK_NOFOLLOW);
}

EXPORTED int utimensat(int folder, const char *path, const struct timespec times[2], int flags) {
    static __typeof__(&utimensat) next;
    FIND_NEXT(utimensat);
    return may_change(folder, path) ? next(folder, path, times, flags) : -1;
}

EXPORTED int utimes(const char *path, const struct timeval times[2]) {
    static __typeof__(&utimes) next;
    FIND_NEXT(utimes);
    return may_change(AT_FDCWD, path) ? next(path, times) : -1;
}

EXPORTED int lutimes(const char *path, const struct timeval times[2]) {
    static __typeof__(&lutimes) next;
    FIND_NEXT(lutimes);
    return may_change(AT_FDCWD, path) ? next(path, times) : -1;
}

ALSO(mkstemp64, mkstemp);
