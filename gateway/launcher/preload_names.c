/*
 * Users and groups, as /etc/passwd and /etc/group had them at the start: the C library's own
 * functions would open these files at each call. Other sources of names need sockets or files that
 * rsync was never granted.
 */
#include "preload_parts.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LONGEST_NAME = 255, LARGEST_FILE = 16 << 20 };

struct text {
    const char *bytes;
    size_t length;
};

static struct text users, groups;

/* A copy, because a file that is mapped may be truncated by its owner. */
static struct text read_file(const char *path) {
    struct text text = {"", 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    if (size > 0 && size <= LARGEST_FILE) {
        char *bytes =
            mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        ssize_t length = bytes == MAP_FAILED ? 0 : pread(fd, bytes, (size_t)size, 0);
        if (length > 0) {
            text = (struct text){bytes, (size_t)length};
        }
    }
    close(fd);
    return text;
}

void read_names(void) {
    users = read_file("/etc/passwd");
    groups = read_file("/etc/group");
}

/* A line of passwd(5) or group(5): its name, and the number in its third field. */
struct entry {
    char name[LONGEST_NAME + 1];
    unsigned number;
};

static bool parse(const char *line, size_t length, struct entry *entry) {
    const char *end = line + length;
    const char *colon = memchr(line, ':', length);
    if (colon == NULL || colon == line || colon - line > LONGEST_NAME) {
        return false;
    }
    memcpy(entry->name, line, (size_t)(colon - line));
    entry->name[colon - line] = '\0';
    const char *second = memchr(colon + 1, ':', (size_t)(end - colon - 1));
    if (second == NULL || second + 1 == end) {
        return false;
    }
    unsigned long number = 0;
    const char *digit = second + 1;
    for (; digit < end && *digit >= '0' && *digit <= '9' && number <= UINT32_MAX; digit++) {
        number = number * 10 + (unsigned long)(*digit - '0');
    }
    entry->number = (unsigned)number;
    return digit > second + 1 && digit < end && *digit == ':' && number <= UINT32_MAX;
}

/* The first entry with this name, or if it is NULL, with this number. */
static bool find(struct text text, const char *name, unsigned number, struct entry *entry) {
    const char *end = text.bytes + text.length;
    for (const char *line = text.bytes; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline == NULL ? end : newline;
        if (parse(line, (size_t)(stop - line), entry) &&
            (name == NULL ? entry->number == number : strcmp(entry->name, name) == 0)) {
            return true;
        }
        line = stop + 1;
    }
    return false;
}

static char nothing[] = "";

static struct passwd *user(const char *name, uid_t number) {
    static struct entry entry;
    static struct passwd found;
    if (!find(users, name, number, &entry)) {
        return NULL;
    }
    found = (struct passwd){
        .pw_name = entry.name,
        .pw_passwd = nothing,
        .pw_uid = entry.number,
        .pw_gid = (gid_t)-1,
        .pw_gecos = nothing,
        .pw_dir = nothing,
        .pw_shell = nothing,
    };
    return &found;
}

static struct group *group(const char *name, gid_t number) {
    static struct entry entry;
    static struct group found;
    static char *members[] = {NULL};
    if (!find(groups, name, number, &entry)) {
        return NULL;
    }
    found = (struct group){
        .gr_name = entry.name, .gr_passwd = nothing, .gr_gid = entry.number, .gr_mem = members};
    return &found;
}

EXPORTED struct passwd *getpwuid(uid_t number) {
    return user(NULL, number);
}

EXPORTED struct passwd *getpwnam(const char *name) {
    return user(name, 0);
}

EXPORTED struct group *getgrgid(gid_t number) {
    return group(NULL, number);
}

EXPORTED struct group *getgrnam(const char *name) {
    return group(name, 0);
}
