/* What the files of the object that rsync loads (preload*.c) are to each other. */
#pragma once

#include "incoming_name.h"
#include "preload_agreement.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* Takes a function's place in rsync. */
#define EXPORTED __attribute__((visibility("default")))

/*
 * The same under the name that it has in programs which were built for large files: there is no
 * difference on machines of 64 bits. The C library's headers declare it with other types.
 */
#define ALSO(other, function) \
    __asm__(".globl " #other "\n.type " #other ", %function\n.set " #other ", " #function)

/* preload_names.c: keeps the names that there are now. */
void read_names(void);

/*
 * preload_paths.c: what lies outside of these folders is from now on missing, and so are folders of
 * incoming files, but for the process's own (NULL: it has none).
 */
void see_only(const char *folders, bool receiver, const char *own_incoming);
/* Whether that holds by now. */
bool sees_less(void);
/* The path of what is open; false: there is none. */
bool path_of(int fd, char path[PATH_MAX + 1]);
/* -1, and as errno why something is missing: for this reason, or because it lies outside. */
int missing(int folder, const char *path, int reason);

/* preload_incoming.c: what rsync may do with a path. */
enum sight {
    SHOWN,
    ON_THE_WAY, /* rsync goes through it to its own folder, and does nothing else there */
    HIDDEN,
};
void know_incoming(const char *own);
/* Of what has this path, which is without links, and absolute if it is of a file. */
enum sight sight_of(const char *path);
/* Of what is open. */
enum sight sight_of_open(int fd);
/*
 * Whether a path is one name, of no folder of incoming files, in a folder that is shown. Each folder
 * that rsync has open, or is in, was looked at when it was opened: so this needs no look at where it is.
 */
bool is_shown_name(int folder, const char *path);
/* To be told of each descriptor that is opened, for the above. */
void remember(int fd, enum sight sight);

/* preload_open.c: as openat(), for a path that leads to what is shown; else ENOENT. */
int open_shown(int folder, const char *path, int flags, mode_t mode);

/* To be told where the working directory changes. */
void forget_read_folder(void);

/* Where something is to be made, changed or removed, without folders of incoming files on the way. */
struct place {
    bool found; /* if not, errno says why: EPERM if nothing may be changed there */
    int folder;
    const char *name;
    int opened; /* the folder, if it was opened for this; else -1 */
};
struct place find_place(int folder, const char *path);
/* Gives the result of what was done there, and keeps errno. */
int leave_place(struct place place, int result);

/* preload_rules.c: for a process that deletes. */
void stop_at_unread_rules(void);
/* To be told of each name that could not be opened, and why; does not return where it holds rules. */
void look_for_unread_rules(int folder, const char *name, int flags, int reason);
