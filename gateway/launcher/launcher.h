/* The launcher: one static program that takes rights away from itself and then becomes another. */
#pragma once

#define _GNU_SOURCE
#include "preload.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
    EXIT_LOCKED = 1,        /* another transfer holds the lock; standard error says so, to the client */
    EXIT_REFUSED = 123,     /* the patterns are too much; standard error says so, to the client */
    EXIT_UNAVAILABLE = 124, /* a volume cannot be opened */
    EXIT_FAILED = 125,      /* nothing was started */
};

/* Ends the process before exec: one line on standard error, exit status EXIT_FAILED. */
_Noreturn __attribute__((format(printf, 1, 2))) void fail(const char *format, ...);

/* child.c: `launcher child OPTION… -- PROGRAM ARG…`, or with `--profile=files` and no program */
_Noreturn void child(char **arguments);

/* container.c: `launcher container -- PROGRAM ARG…` */
_Noreturn void container(char **arguments);

/* probe.c: `launcher probe ALLOWED FORBIDDEN NEW OUTSIDE [INCOMING]` */
int probe(char **arguments);

/*
 * destination.c: enters the folder of the volume that the path names, or the one that it lies in;
 * gives what is left of the path. Does not return where a link leads out of the volume.
 */
char *enter_destination(int volume, char *path);

/* armour.c: the bytes that an armoured text stands for; fails on anything but strict armour. */
char *unarmour(const char *armoured);

/* What a child is, and so what it may do. */
enum profile {
    PROFILE_NONE,
    PROFILE_SENDER,   /* rsync that reads: one process */
    PROFILE_RECEIVER, /* rsync that writes: several processes */
    PROFILE_FILES,    /* serve_files(), and no program */
};

/* landlock.c */
enum access { /* any of them together */
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

/*
 * load.c: has rsync load preload.c, with which it gives up what it needs to start alone: adds a rule
 * to these, and variables to this environment. Gives the number of rules.
 *
 * incoming: the push's own folder of incoming files, or -1
 */
size_t have_rsync_load(struct rule *rules, size_t count, int incoming, char **environment);

/*
 * incoming.c: the folder, in the one of the reserved name, where a push that may not read or replace
 * what is in its volume writes what is not complete.
 */
struct incoming {
    int top;    /* the folder that holds the one of the reserved name */
    int parent; /* the latter */
    int fd;     /* the push's own in it, locked */
    char *name;
    char *path; /* absolute; NULL: there is none */
    struct timespec before, after; /* when the top had changed, before and after this was made */
};
/* At the top of the volume, else where the process is; does not return where neither can be. */
struct incoming make_incoming(int volume, const char *path);
/* Returns in a process of its own, at whose end the folder goes. */
void tend_incoming(const struct incoming *incoming);

/* files.c: answers the gateway's requests about these folders (-1: unavailable) to their end. */
_Noreturn void serve_files(const int *descriptors, size_t count);

/* seccomp.c and container_filter.c; both return false where the kernel has no seccomp filters. */
struct spared { /* processes that a child sends no signal */
    int starter;
    int parent;
};
bool seccomp_confine_child(enum profile profile, struct spared spared);
bool seccomp_confine_container(void);

/* glob.c: appends what a pattern stands for. */
struct names {
    char **items;
    size_t count;
    size_t capacity;
};
void names_add(struct names *names, char *name);
/* load.c: puts options into a command line that rsync does not know, until preload.c mends them. */
void withhold_until_loaded(struct names *command, enum profile profile);
void expand(const char *pattern, struct names *names);
