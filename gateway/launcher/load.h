/* What the launcher does for preload.c, which rsync loads. */
#pragma once

#include "landlock.h"
#include "profile.h"
#include "text.h"

/*
 * Has rsync load preload.c, with which it gives up what it needs to start alone: adds a rule to
 * these, and variables to this environment. Gives the number of rules.
 *
 * incoming: the push's own folder of incoming files, or -1
 */
size_t have_rsync_load(struct rule *rules, size_t count, int incoming, char **environment);

/* Puts options into a command line that rsync does not know, until preload.c mends them. */
void withhold_until_loaded(struct list *command, enum profile profile);
