/* What a child is, and so what it may do; as in Profile.java. */
#pragma once

enum profile {
    PROFILE_NONE,
    PROFILE_SENDER,   /* rsync that reads: one process */
    PROFILE_RECEIVER, /* rsync that writes: several processes */
    PROFILE_FILES,    /* serve_files(), and no program */
};
