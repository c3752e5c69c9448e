/*
 * Where a receiver writes. rsync follows a symbolic link that stands at its destination, and sets
 * the attributes of the folder that it leads to, on which Landlock does not rule. So that folder is
 * entered here, by a descriptor that the kernel found beneath the volume, and rsync is told ".".
 */
#include "launcher.h"

#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void refuse(const char *line) {
    if (write(STDERR_FILENO, line, strlen(line)) < 0) {
        /* The exit status says that nothing was started. */
    }
    _exit(EXIT_REFUSED);
}

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
    int fd = look_up_path(volume, path, O_PATH | O_DIRECTORY);
    if (fd < 0 && errno == EXDEV) {
        refuse("the destination leads out of the volume\n");
    }
    /* Its name is refused before; a link can lead there. */
    if (fd >= 0 && is_incoming(volume, fd)) {
        refuse(INCOMING " is this server's own folder.\n");
    }
    if (fd < 0 && !is_answer(errno)) {
        dprintf(STDERR_FILENO, "the destination cannot be looked up: %s\n", strerror(errno));
        _exit(EXIT_REFUSED);
    }
    bool entered = fd >= 0 && fchdir(fd) == 0;
    close(fd);
    return entered;
}

char *enter_destination(int volume, char *path) {
    if (enter(volume, path)) {
        return strdup(".");
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
