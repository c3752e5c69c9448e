/*
 * Where a receiver writes. rsync follows a symbolic link that stands at its destination, and sets
 * the attributes of the folder that it leads to, on which Landlock does not rule. So that folder is
 * entered here, by a descriptor that the kernel found beneath the volume, and rsync is told ".".
 */
#include "destination.h"

#include "fail.h"
#include "incoming_name.h"
#include "paths.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Whether the kernel found out that the path is no folder that can be entered: rsync, which is then
 * given the path as it is, will find the same. It does not where renames keep disturbing the way
 * over "..", or for want of memory.
 */
static bool is_answer(int error) {
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP ||
           error == ENAMETOOLONG;
}

/* Whether the path is a folder that can be entered; if not, rsync will say why. */
static bool enter(int volume, const char *path) {
    int fd = open_beneath(volume, path, O_PATH | O_DIRECTORY, 0);
    if (fd < 0 && errno == EXDEV) {
        end_with(EXIT_REFUSED, "the destination leads out of the volume");
    }
    /* Its name is refused before; a link can lead there. */
    if (fd >= 0 && is_incoming(volume, fd)) {
        end_with(EXIT_REFUSED, INCOMING " is this server's own folder.");
    }
    if (fd < 0 && !is_answer(errno)) {
        end_with(EXIT_REFUSED, "the destination cannot be looked up: %s", strerror(errno));
    }
    bool entered = fd >= 0 && fchdir(fd) == 0;
    close(fd);
    return entered;
}

char *enter_destination(int volume, char *path) {
    if (enter(volume, path)) {
        return copy(".");
    }
    /* It is a file, or is yet to be made: then the folder that it lies in is entered. */
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    while (end > 0 && path[end - 1] != '/') {
        end--;
    }
    char *parent = strndup(path, end);
    bool entered = end > 0 && parent != NULL && enter(volume, parent);
    free(parent);
    return entered ? path + end : path;
}
