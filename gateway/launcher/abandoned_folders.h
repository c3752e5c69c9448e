/*
 * Folders of incoming files whose pushes are no more.
 *
 * A folder is locked by all processes of its push. A push that begins removes what has no such lock:
 * its push was killed. On file systems of networks, and of programs, locks of folders may be seen by
 * no other machine or mount; there a folder is left alone until nothing has changed in it for a day.
 */
#pragma once

#include <sys/types.h>

enum {
    /* Hexadecimal digits: the name of each push's folder. */
    RANDOM_NAME_LENGTH = 16,
    /* Entries that one push looks at: a hostile client may have left many. */
    MOST_REMOVED = 1000,
};

/*
 * Opens a folder, and no link. A client can give one of ours any permissions, by the name, which it
 * then would keep from being used or removed.
 */
int open_own_folder(int parent, const char *name, mode_t mode);

/* Removes so many entries at most; gives how many it looked at. */
int remove_entries(int folder, int most);

/* parent: the folder that holds those of all pushes */
void remove_abandoned_folders(int parent);
