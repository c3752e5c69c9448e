/* The reserved name, as in IncomingFolder.java; the launcher and what rsync loads share this. */
#pragma once

#include <stdbool.h>

/*
 * The name beneath which pushes have their folders for what is incomplete, see incoming_folder.c.
 * Nothing of that name is there for a client, see preload_incoming.c.
 */
#define INCOMING ".backup-access-incoming"

/* Whether a name, or one with slashes behind it, is the reserved one. */
bool is_incoming_name(const char *name);

/* Whether a path, by its text, leads to a folder of incoming files. */
bool names_incoming(const char *path);
