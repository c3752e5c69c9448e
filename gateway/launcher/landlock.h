/* What the process may do with files, the network and other processes, by the kernel's Landlock. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Any of them together. */
enum access {
    ACCESS_READ = 1,    /* contents, and names in folders */
    ACCESS_LOAD = 2,    /* likewise, until the program has loaded its libraries */
    ACCESS_EXECUTE = 4, /* likewise, no longer than that */
    ACCESS_LOG = 8,     /* writing to a pipe */
    ACCESS_ADD = 16,    /* making files, folders and links, moving them in, and names in folders */
    ACCESS_REMOVE = 32, /* removing and replacing them */
    ACCESS_CHANGE = 64, /* contents */
};

struct rule {
    int fd; /* O_PATH descriptor of a file or a folder, or -1: no rule */
    unsigned access;
};

/* The version of Landlock's interface that kernel and launcher both know; 0: none. */
int landlock_abi(void);

/* Takes away every right Landlock knows of but those of the rules. False: the kernel has none. */
bool landlock_confine(const struct rule *rules, size_t count);

/* The ruleset of what the program needs once it is loaded, for preload.c; -1: there is no Landlock. */
int landlock_once_loaded(const struct rule *rules, size_t count);
