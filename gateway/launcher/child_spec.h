/* What the options of `launcher child` say, as in ChildSpec.java. */
#pragma once

#include "incoming_folder.h"
#include "landlock.h"
#include "profile.h"
#include "seccomp.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>

enum {
    MOST_PLACES = 256,
    MOST_RULES = MOST_PLACES + 64,
};

struct place {
    const char *path; /* as --chdir names it */
    int fd;
};

struct limits {
    rlim_t address_space; /* 0: as it is */
    rlim_t open_files;    /* likewise */
};

struct withheld { /* from a receiver, of the files that are there */
    bool reading;
    bool replacing;
};

struct child_spec {
    enum profile profile;
    struct place places[MOST_PLACES];
    size_t place_count;
    struct rule rules[MOST_RULES];
    size_t rule_count;
    const char *directory;
    struct limits limits;
    struct withheld withheld;
    bool best_effort;
    bool has_destination;
    struct spared spared;
    struct incoming_folder incoming;
};

/* Opens what the options name; gives the arguments from the "--" on. */
char **read_options(struct child_spec *spec, char **arguments);

void grant(struct child_spec *spec, int fd, unsigned access);

/*
 * Whether the push has a folder of its own for what is incomplete. Where the kernel denies every
 * move between folders, what is there is readable, or the push refused, and rsync's own options
 * alone keep it from being replaced.
 */
bool has_incoming(const struct child_spec *spec);

/* Ends the process, and tells the gateway which place it is. */
_Noreturn void place_unavailable(size_t index);
