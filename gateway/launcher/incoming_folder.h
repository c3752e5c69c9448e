/*
 * Where a push writes what is not complete yet, if it may not read or replace what is in its volume:
 * a folder of its own, beneath one of a reserved name at the volume's top. There alone it may read
 * and change files; what is complete it renames to its place, out of its own reach.
 */
#pragma once

#include <time.h>

struct incoming_folder {
    int top;    /* the folder that holds the one of the reserved name */
    int parent; /* the latter */
    int fd;     /* the push's own in it, locked */
    char *name;
    char *path;             /* absolute; NULL: there is none */
    struct timespec before; /* when the top had changed before this was made */
    struct timespec after;  /* and then */
};

/* At the top of the volume, else where the process is; does not return where neither can be. */
struct incoming_folder make_incoming_folder(int volume, const char *path);

/* Returns in a process of its own, at whose end the folder goes. */
void tend_incoming_folder(const struct incoming_folder *incoming);
