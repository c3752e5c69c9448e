/* Looks up paths beneath a volume, step by step as POSIX says, and never beyond it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    LONGEST_PATH = 4096, /* of the kernel, with the NUL at its end */
};

/*
 * A descriptor of what the path names, opened with these flags and O_CLOEXEC; "" is the volume.
 * -1 with errno set where there is none: EXDEV where the way leads out of the volume.
 *
 * resolve: 0, or what else openat2() is to refuse on the way (RESOLVE_NO_SYMLINKS)
 */
int open_beneath(int volume, const char *path, uint64_t flags, uint64_t resolve);

/*
 * What is left of the path after the first ".." that leads from the volume's own folder to the one
 * above it; NULL where no ".." does, or where it takes many to find out. For a path whose lookup
 * says EXDEV: a link that leads out, too, is none of these.
 */
const char *rest_above(int volume, const char *path);

/* The path of what is open, as the kernel knows it now; its length, or -1 with errno set. */
long path_of(int fd, char path[LONGEST_PATH]);

/*
 * The path of what is open, from the volume on and without links, as the kernel knows it now; its
 * length, or -1 with errno set.
 */
long real_path(int volume, int fd, char path[LONGEST_PATH]);

/*
 * Whether what is open is a folder of incoming files, or lies in one; also where that cannot be
 * found out.
 */
bool is_incoming(int volume, int fd);
