/* What the launcher and the object that it has rsync load (preload*.c) agree on. */
#pragma once

/* Beside the launcher. */
#define PRELOAD "rsync-preload.so"

/* The descriptor of the Landlock ruleset that holds once rsync is loaded. */
#define RULESET_VARIABLE "BACKUP_ACCESS_RULESET"

/* Real paths, each ended by a newline: the folders outside of which rsync sees nothing. */
#define FOLDERS_VARIABLE "BACKUP_ACCESS_FOLDERS"

/* The real path of the push's own folder for incoming files, or empty: it has none. */
#define INCOMING_VARIABLE "BACKUP_ACCESS_INCOMING"

/* rsync knows the first; the second stands in its place until that ruleset is in force. */
#define INSECURE_LINKS "--insecure-links"
#define NOT_CONFINED_YET "--not-confined--"
_Static_assert(sizeof INSECURE_LINKS == sizeof NOT_CONFINED_YET, "one replaces the other");

/* In the place of an option of a receiver until then; afterwards what that has anyway. */
#define NOT_LOADED_YET "--not-loaded--"
#define HARMLESS "--server"
_Static_assert(sizeof HARMLESS <= sizeof NOT_LOADED_YET, "one replaces the other");
