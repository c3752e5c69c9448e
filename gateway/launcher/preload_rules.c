/*
 * Files of filter rules in a volume that rsync may not read. It takes one for missing, deletes what
 * the rules protect, and ends with 0. So a push that deletes ends before it does.
 *
 * rsync goes to such a file step by step, from the root, by descriptors that exec() would close, and
 * opens it with the flags below. Measured with 3.5.0, the process that deletes, which is the one that
 * was started, opens nothing else in that way; the one that it forks does, to read what it replaces.
 */
#include "preload_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { EXIT_PARTLY = 23 }; /* rsync's, for what was not done */

static pid_t deleting; /* 0: none does */

void stop_at_unread_rules(void) {
    deleting = getpid();
}

void look_for_unread_rules(int folder, const char *name, int flags, int reason) {
    if (deleting == 0 || reason != EACCES || folder < 0 || flags != (O_RDONLY | O_NOFOLLOW) ||
        (fcntl(folder, F_GETFD) & FD_CLOEXEC) == 0 || deleting != getpid()) {
        return;
    }
    dprintf(
        STDERR_FILENO,
        "rsync: a file of filter rules in the volume may not be read, and nothing was deleted in "
        "its folder: %s\n",
        name);
    _exit(EXIT_PARTLY);
}
