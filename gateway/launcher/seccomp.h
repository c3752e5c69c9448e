/* Which system calls the process may make; both return false where the kernel has no filters. */
#pragma once

#include "profile.h"

#include <stdbool.h>

struct spared { /* processes that a child sends no signal */
    int starter;
    int parent;
};

bool seccomp_confine_child(enum profile profile, struct spared spared);

bool seccomp_confine_container(void);
