/*
 * The child of an SFTP session: describes and reads the files of its volumes for the gateway, which
 * speaks SFTP with the client. It becomes no other program, so its filter can be a very short list.
 *
 * Every path is looked up once, beneath its volume (paths.h). What is then described or read is that
 * descriptor, never the path again.
 *
 * Requests, see exchange.h; FileServer.java is the other side:
 *   PATH requests: volume (16 bits), path beneath it without a leading slash; "" is the volume. Where
 *   a ".." leads to the folder above the volume, the reply is ABOVE with the length (16 bits) of what
 *   is left of the path behind it: what lies there, the gateway knows.
 *   HANDLE requests: handle (32 bits); READ adds offset (64 bits) and length (32 bits).
 */
#include "file_server.h"

#include "exchange.h"
#include "fail.h"
#include "incoming_name.h"
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

enum request {
    OPEN = 1,
    OPENDIR = 2,
    STAT = 3,
    LSTAT = 4,
    READLINK = 5,
    STATVFS = 6,
    REALPATH = 7,
    READ = 16,
    READDIR = 17,
    FSTAT = 18,
    FSTATVFS = 19,
    CLOSE = 20,
};

/* The first ones as in SFTP. */
enum status {
    OK = 0,
    AT_END = 1,
    NO_SUCH_FILE = 2,
    PERMISSION_DENIED = 3,
    FAILURE = 4,
    UNAVAILABLE = 100,
    NOT_REGULAR = 101,
    NO_HANDLE_LEFT = 102,
    ABOVE = REPLY_ABOVE,
};

enum {
    MOST_HANDLES = 100,
    DIRECTORY_CHUNK = 8192, /* so that no reply about a folder is large, see FileServer.java */
};

static const int *volumes;
static size_t volume_count;
static int handles[MOST_HANDLES];

static enum status from_errno(void) {
    switch (errno) {
    case EXDEV: /* a link that leads out of the volume: what is not in it does not exist */
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return NO_SUCH_FILE;
    case EACCES:
    case EPERM:
        return PERMISSION_DENIED;
    default:
        return FAILURE;
    }
}

struct target {
    int volume;
    char path[LONGEST_REQUEST + 1];
};

/* False: the volume is not available. */
static bool take_target(struct body *body, struct target *target) {
    uint64_t index = take(body, 2);
    if (index >= volume_count) {
        fail("a request names no volume");
    }
    if (memchr(body->bytes, '\0', body->length) != NULL) {
        fail("a path contains a NUL byte"); /* it would be another path to the kernel */
    }
    target->volume = volumes[index];
    memcpy(target->path, body->bytes, body->length);
    target->path[body->length] = '\0';
    return target->volume >= 0;
}

/* As open_beneath(), but for what pushes leave incomplete: no path leads there, nor does a link. */
static int look_up_target(const struct target *target, uint64_t flags) {
    if (names_incoming(target->path)) {
        errno = ENOENT;
        return -1;
    }
    int fd = open_beneath(target->volume, target->path, flags, 0);
    if (fd >= 0 && is_incoming(target->volume, fd)) {
        close(fd);
        errno = ENOENT;
        return -1;
    }
    return fd;
}

/* Why a lookup failed, by errno. */
static enum status why_not(const struct target *target) {
    enum status status = from_errno();
    const char *rest = errno == EXDEV ? rest_above(target->volume, target->path) : NULL;
    if (rest == NULL) {
        return status;
    }
    put(strlen(rest), 2);
    return ABOVE;
}

/* A descriptor of what the path names, or -1 with *status saying why not. */
static int look_up(struct body *body, uint64_t flags, enum status *status) {
    struct target target;
    if (!take_target(body, &target)) {
        *status = UNAVAILABLE;
        return -1;
    }
    int fd = look_up_target(&target, flags);
    *status = fd < 0 ? why_not(&target) : OK;
    return fd;
}

static int free_handle(void) {
    for (int i = 0; i < MOST_HANDLES; i++) {
        if (handles[i] < 0) {
            return i;
        }
    }
    return -1;
}

static enum status keep(int fd) {
    int handle = free_handle();
    if (fd < 0) {
        return from_errno();
    }
    handles[handle] = fd;
    put((uint64_t)handle, 4);
    return OK;
}

/*
 * Opening a FIFO could wait for ever, and opening a device could do anything. So the kind is
 * looked at first, and then that same file opened, whatever its name leads to by then.
 */
static enum status open_file(struct body *body) {
    enum status status;
    int found = look_up(body, O_PATH, &status);
    if (found < 0) {
        return status;
    }
    struct stat attributes;
    if (fstat(found, &attributes) != 0) {
        status = from_errno();
    } else if (!S_ISREG(attributes.st_mode)) {
        status = NOT_REGULAR;
    } else if (free_handle() < 0) {
        status = NO_HANDLE_LEFT;
    } else {
        char name[64];
        snprintf(name, sizeof name, "/proc/self/fd/%d", found);
        status = keep(open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC));
    }
    close(found);
    return status;
}

static enum status open_folder(struct body *body) {
    if (free_handle() < 0) {
        return NO_HANDLE_LEFT;
    }
    enum status status;
    int found = look_up(body, O_RDONLY | O_DIRECTORY, &status);
    return found < 0 ? status : keep(found);
}

static void put_attributes(const struct stat *attributes) {
    put((uint64_t)attributes->st_size, 8);
    put(attributes->st_mode, 4);
    put(attributes->st_uid, 4);
    put(attributes->st_gid, 4);
    put((uint64_t)attributes->st_atime, 4);
    put((uint64_t)attributes->st_mtime, 4);
    put((uint64_t)attributes->st_nlink, 4);
}

static enum status describe(int fd) {
    struct stat attributes;
    if (fstat(fd, &attributes) != 0) {
        return from_errno();
    }
    put_attributes(&attributes);
    return OK;
}

static enum status describe_space(int fd) {
    struct statfs space;
    if (fstatfs(fd, &space) != 0) {
        return from_errno();
    }
    put((uint64_t)space.f_bsize, 8);
    put((uint64_t)(space.f_frsize == 0 ? space.f_bsize : space.f_frsize), 8);
    put(space.f_blocks, 8);
    put(space.f_bfree, 8);
    put(space.f_bavail, 8);
    put(space.f_files, 8);
    put(space.f_ffree, 8);
    put((uint64_t)space.f_namelen, 8);
    return OK;
}

static enum status read_link(int fd) {
    char target[4096];
    ssize_t length = readlinkat(fd, "", target, sizeof target);
    if (length < 0) {
        return errno == ENOENT || errno == EINVAL ? FAILURE : from_errno(); /* it is no link */
    }
    put_bytes(target, (size_t)length);
    return OK;
}

static enum status with_found(struct body *body, uint64_t flags, enum status (*answer)(int)) {
    enum status status;
    int found = look_up(body, O_PATH | flags, &status);
    if (found >= 0) {
        status = answer(found);
        close(found);
    }
    return status;
}

static enum status put_real_path(int volume, int fd, const char *name) {
    char path[LONGEST_PATH];
    long length = real_path(volume, fd, path);
    close(fd);
    if (length < 0) {
        return from_errno();
    }
    put_bytes(path, (size_t)length);
    if (name != NULL) {
        put_bytes("/", length > 0);
        put_bytes(name, strlen(name));
    }
    return OK;
}

/*
 * As OpenSSH's, also of a name that does not exist in a folder that does. So is a link answered that
 * leads nowhere, or out of the volume: with its own place.
 */
static enum status answer_real_path(struct body *body) {
    struct target target;
    if (!take_target(body, &target)) {
        return UNAVAILABLE;
    }
    int found = look_up_target(&target, O_PATH);
    if (found >= 0) {
        return put_real_path(target.volume, found, NULL);
    }
    bool missing = errno == ENOENT || errno == EXDEV;
    enum status status = why_not(&target);
    char *slash = strrchr(target.path, '/');
    const char *name = slash == NULL ? target.path : slash + 1;
    if (!missing || status == ABOVE || *name == '\0' || strcmp(name, ".") == 0 ||
        strcmp(name, "..") == 0) {
        return status;
    }
    struct target parent = target;
    parent.path[slash == NULL ? 0 : slash - target.path] = '\0';
    int folder = look_up_target(&parent, O_PATH | O_DIRECTORY);
    return folder < 0 ? from_errno() : put_real_path(parent.volume, folder, name);
}

static enum status read_file(int fd, struct body *body) {
    uint64_t offset = take(body, 8);
    uint64_t length = take(body, 4);
    if (length > MOST_DATA) {
        fail("a request is for too many bytes");
    }
    if (offset > (uint64_t)INT64_MAX - MOST_DATA) {
        return AT_END;
    }
    ssize_t count = pread(fd, reply_room((size_t)length), (size_t)length, (off_t)offset);
    if (count < 0) {
        return from_errno();
    }
    reply_used((size_t)count);
    return count == 0 && length > 0 ? AT_END : OK;
}

struct entry { /* as the kernel has it */
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char kind;
    char name[];
};

/* Not "." and "..": the latter lies outside where the folder is the volume. */
static enum status put_entry(int folder, const char *name) {
    struct stat attributes;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, INCOMING) == 0) {
        return OK;
    }
    if (fstatat(folder, name, &attributes, AT_SYMLINK_NOFOLLOW) != 0) {
        /* A client that mirrors would take for deleted what is not listed, and only hidden. */
        return errno == ENOENT ? OK : from_errno();
    }
    put(strlen(name), 2);
    put_bytes(name, strlen(name));
    put_attributes(&attributes);
    return OK;
}

static enum status read_folder(int fd) {
    static _Alignas(struct entry) char entries[DIRECTORY_CHUNK];
    while (reply_is_empty()) {
        long length = syscall(__NR_getdents64, fd, entries, sizeof entries);
        if (length <= 0) {
            return length == 0 ? AT_END : from_errno();
        }
        for (long at = 0; at < length;) {
            const struct entry *entry = (const struct entry *)(const void *)(entries + at);
            enum status status = put_entry(fd, entry->name);
            if (status != OK) {
                return status;
            }
            at += entry->length;
        }
    }
    return OK;
}

static enum status with_handle(enum request request, struct body *body) {
    uint64_t handle = take(body, 4);
    if (handle >= MOST_HANDLES || handles[handle] < 0) {
        fail("a request names no handle");
    }
    int fd = handles[handle];
    switch (request) {
    case READ:
        return read_file(fd, body);
    case READDIR:
        return read_folder(fd);
    case FSTAT:
        return describe(fd);
    case FSTATVFS:
        return describe_space(fd);
    default:
        handles[handle] = -1;
        close(fd);
        return OK;
    }
}

static enum status answer(enum request request, struct body *body) {
    switch (request) {
    case OPEN:
        return open_file(body);
    case OPENDIR:
        return open_folder(body);
    case STAT:
        return with_found(body, 0, describe);
    case LSTAT:
        return with_found(body, O_NOFOLLOW, describe);
    case READLINK:
        return with_found(body, O_NOFOLLOW, read_link);
    case STATVFS:
        return with_found(body, 0, describe_space);
    case REALPATH:
        return answer_real_path(body);
    case READ:
    case READDIR:
    case FSTAT:
    case FSTATVFS:
    case CLOSE:
        return with_handle(request, body);
    }
    fail("a request is unknown");
}

void serve_files(const int *descriptors, size_t count) {
    volumes = descriptors;
    volume_count = count;
    memset(handles, -1, sizeof handles);
    struct body body;
    while (next_request(&body)) {
        enum request request = (enum request)take(&body, 1);
        send_reply((unsigned char)answer(request, &body));
    }
    _exit(0);
}
