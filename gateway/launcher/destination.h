/* Where a receiver writes. */
#pragma once

/*
 * Enters the folder of the volume that the path names, or the one that it lies in; gives what is
 * left of the path. Does not return where a link leads out of the volume.
 */
char *enter_destination(int volume, char *path);
