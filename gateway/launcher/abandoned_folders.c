#include "abandoned_folders.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

enum { ABANDONED_SECONDS = 24 * 60 * 60 };

static bool is_chosen_name(const char *name) {
    for (size_t i = 0; i < RANDOM_NAME_LENGTH; i++) {
        if (!isxdigit((unsigned char)name[i])) {
            return false;
        }
    }
    return name[RANDOM_NAME_LENGTH] == '\0';
}

int open_own_folder(int parent, const char *name, mode_t mode) {
    int found = openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (found < 0) {
        return -1;
    }
    if (fstat(found, &status) == 0 && status.st_uid == geteuid() &&
        (status.st_mode & 01777) != mode) {
        char same[64];
        snprintf(same, sizeof same, "/proc/self/fd/%d", found);
        if (chmod(same, mode | (status.st_mode & S_ISGID)) != 0) {
            /* What cannot be done then says so. */
        }
    }
    int fd = openat(found, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = errno;
    close(found);
    errno = error;
    return fd;
}

/* Calls for each name in a folder, but for so many at most. */
static int each_entry(int folder, int most, bool (*visit)(int folder, const char *name)) {
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = again < 0 ? NULL : fdopendir(again);
    int seen = 0;
    if (entries == NULL) {
        close(again);
        return most;
    }
    for (struct dirent *entry; seen < most && (entry = readdir(entries)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            seen++;
            if (!visit(folder, name)) {
                break;
            }
        }
    }
    closedir(entries);
    return seen;
}

static bool remove_entry(int folder, const char *name) {
    if (unlinkat(folder, name, 0) != 0) {
        unlinkat(folder, name, AT_REMOVEDIR); /* rsync makes no folders there; a client may */
    }
    return true;
}

int remove_entries(int folder, int most) {
    return each_entry(folder, most, remove_entry);
}

static time_t newest;

static bool note_change(int folder, const char *name) {
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_ctime > newest) {
        newest = status.st_ctime;
    }
    return true;
}

static bool changed_lately(int folder) {
    newest = 0;
    note_change(folder, ".");
    each_entry(folder, MOST_REMOVED, note_change);
    return newest > time(NULL) - ABANDONED_SECONDS;
}

/* Whether everybody who uses the file system sees everybody's locks of its folders. */
static bool locks_tell(int folder) {
    static const uint32_t local[] = {
        0xEF53,     /* ext2 to ext4 */
        0x58465342, /* XFS */
        0x9123683E, /* Btrfs */
        0xF2F52010, /* F2FS */
        0x2FC12FC1, /* ZFS */
        0x01021994, /* tmpfs */
        0x794C7630, /* overlay */
    };
    struct statfs system;
    if (fstatfs(folder, &system) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
        if ((uint32_t)system.f_type == local[i]) {
            return true;
        }
    }
    return false;
}

static int may_remove;

static bool remove_if_abandoned(int parent, const char *name) {
    int folder = is_chosen_name(name) ? open_own_folder(parent, name, 0700) : -1;
    if (folder < 0) {
        return true;
    }
    if ((locks_tell(folder) || !changed_lately(folder)) && flock(folder, LOCK_EX | LOCK_NB) == 0) {
        may_remove -= remove_entries(folder, may_remove);
        unlinkat(parent, name, AT_REMOVEDIR);
    }
    close(folder);
    return may_remove > 0;
}

void remove_abandoned_folders(int parent) {
    may_remove = MOST_REMOVED;
    each_entry(parent, MOST_REMOVED, remove_if_abandoned);
}
