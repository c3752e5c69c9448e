/*
 * The folders of incoming files, as rsync sees them: not at all, but for the one of its own push. A
 * filter of rsync's can be cleared by a client that speaks its protocol, and a link in the volume
 * can lead past it; so nothing of their name is listed, found, made, replaced or removed, whatever a
 * client sends.
 *
 * rsync goes to its own folder step by step. On the way it may pass the one that holds those of all
 * pushes, by descriptors that list nothing (O_PATH), and from there to its own alone.
 */
#include "preload_parts.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <string.h>

enum { MOST_REMEMBERED = 1024 };

static const char *own; /* NULL: there is none */
static bool on_the_way[MOST_REMEMBERED];

void know_incoming(const char *path) {
    own = path;
}

/*
 * Pipes and sockets have no path. Landlock lets them be opened anew, through /proc/self/fd: a client
 * would name those between rsync and the gateway, and have rsync wait for itself.
 */
static bool is_path(const char *path) {
    return *path == '/';
}

enum sight sight_of(const char *path) {
    if (is_path(path) && !names_incoming(path)) {
        return SHOWN;
    }
    if (!is_path(path) || own == NULL) {
        return HIDDEN;
    }
    size_t length = strlen(own);
    if (strncmp(path, own, length) == 0 && (path[length] == '/' || path[length] == '\0')) {
        return SHOWN;
    }
    length = strlen(path);
    return strncmp(own, path, length) == 0 && own[length] == '/' ? ON_THE_WAY : HIDDEN;
}

/* A path that is too long for the kernel to tell is none of incoming files, which are made by theirs. */
enum sight sight_of_open(int fd) {
    char path[PATH_MAX + 1];
    if (path_of(fd, path)) {
        return sight_of(path);
    }
    return errno == ENAMETOOLONG ? SHOWN : HIDDEN;
}

/* Numbers beyond those that are remembered are looked at each time. */
static bool may_be_on_the_way(int folder) {
    return folder >= MOST_REMEMBERED || (folder >= 0 && on_the_way[folder]);
}

void remember(int fd, enum sight sight) {
    if (fd >= 0 && fd < MOST_REMEMBERED) {
        on_the_way[fd] = sight == ON_THE_WAY;
    }
}

bool is_shown_name(int folder, const char *path) {
    return strchr(path, '/') == NULL && strcmp(path, "..") != 0 && strcmp(path, INCOMING) != 0 &&
           !may_be_on_the_way(folder);
}

EXPORTED struct dirent *readdir(DIR *folder) {
    static __typeof__(&readdir) next;
    if (next == NULL) {
        *(void **)&next = dlsym(RTLD_NEXT, "readdir");
    }
    struct dirent *entry = next(folder);
    while (entry != NULL && sees_less() && strcmp(entry->d_name, INCOMING) == 0) {
        entry = next(folder);
    }
    return entry;
}

ALSO(readdir64, readdir);
