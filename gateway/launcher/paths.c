/*
 * Every path is looked up by openat2() from its volume's descriptor with RESOLVE_BENEATH: the
 * kernel follows symbolic links inside the volume and none out of it, whoever swaps what for a link
 * meanwhile. Landlock would refuse the contents of what lies outside, but not its attributes.
 */
#include "paths.h"

#include "incoming_name.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    LOOKUPS = 100,
    MOST_PARENTS = 64, /* each costs a lookup; an honest path has a few */
};

int open_beneath(int volume, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {
        .flags = flags | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve,
    };
    int fd = -1;
    errno = EAGAIN; /* also the kernel's answer where a rename disturbs the way over ".." */
    for (int i = 0; i < LOOKUPS && fd < 0 && errno == EAGAIN; i++) {
        fd = (int)syscall(__NR_openat2, volume, *path == '\0' ? "." : path, &how, sizeof how);
    }
    return fd;
}

static bool is_same(int one, int other) {
    struct stat a;
    struct stat b;
    return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Whether the first bytes of the path name the volume's own folder. */
static bool leads_to_volume(int volume, const char *path, size_t length) {
    char begin[LONGEST_PATH];
    memcpy(begin, path, length);
    begin[length] = '\0';
    int fd = open_beneath(volume, begin, O_PATH | O_DIRECTORY, 0);
    if (fd < 0) {
        return false;
    }
    bool same = is_same(volume, fd);
    close(fd);
    return same;
}

const char *rest_above(int volume, const char *path) {
    if (strlen(path) >= LONGEST_PATH) {
        return NULL;
    }
    int parents = 0;
    for (const char *name = path; *name != '\0';) {
        size_t length = strcspn(name, "/");
        const char *next = name + length + strspn(name + length, "/");
        if (length == 2 && name[0] == '.' && name[1] == '.') {
            if (++parents > MOST_PARENTS) {
                return NULL;
            }
            if (leads_to_volume(volume, path, (size_t)(name - path))) {
                return next;
            }
        }
        name = next;
    }
    return NULL;
}

long path_of(int fd, char path[LONGEST_PATH]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlinkat(AT_FDCWD, link, path, LONGEST_PATH - 1);
    if (length >= 0) {
        path[length] = '\0';
    }
    return length;
}

long real_path(int volume, int fd, char path[LONGEST_PATH]) {
    char top[LONGEST_PATH];
    char name[LONGEST_PATH];
    struct stat attributes;
    long top_length = path_of(volume, top);
    long length = path_of(fd, name);
    if (top_length < 0 || length < 0 || fstat(fd, &attributes) != 0) {
        return -1;
    }
    if (top_length == 1) { /* "/" */
        top_length = 0;
    }
    bool inside = strncmp(name, top, (size_t)top_length) == 0 &&
                  (name[top_length] == '/' || name[top_length] == '\0');
    if (!inside || attributes.st_nlink == 0) { /* it was moved out, or deleted, meanwhile */
        errno = ENOENT;
        return -1;
    }
    const char *beneath = name + top_length;
    beneath += *beneath == '/' ? 1 : 0;
    size_t left = strlen(beneath);
    memcpy(path, beneath, left + 1);
    return (long)left;
}

bool is_incoming(int volume, int fd) {
    char path[LONGEST_PATH];
    return real_path(volume, fd, path) < 0 || names_incoming(path);
}
