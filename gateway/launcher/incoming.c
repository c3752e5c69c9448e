/*
 * Where a push writes what is not complete yet, if it may not read or replace what is in its volume:
 * a folder of its own, beneath one of a reserved name at the volume's top. There alone it may read
 * and change files; what is complete it renames to its place, out of its own reach.
 *
 * The folder is locked by all processes of its push. A push that begins removes what has no such
 * lock: its push was killed. On file systems of networks, and of programs, locks of folders may be
 * seen by no other machine or mount; there a folder is left alone until nothing has changed in it
 * for a day.
 */
#include "launcher.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    NAME_LENGTH = 16, /* at random */
    ATTEMPTS = 100,
    MOST_REMOVED = 1000, /* entries that one push looks at: a hostile client may have left many */
    ABANDONED_SECONDS = 24 * 60 * 60,
    PATIENCE_TENTHS = 20,
};

static void choose_name(char name[NAME_LENGTH + 1]) {
    uint64_t chance;
    if (getrandom(&chance, sizeof chance, 0) != sizeof chance) {
        fail("no random number can be had: %s", strerror(errno));
    }
    snprintf(name, NAME_LENGTH + 1, "%016llx", (unsigned long long)chance);
}

static bool is_chosen_name(const char *name) {
    for (size_t i = 0; i < NAME_LENGTH; i++) {
        if (!isxdigit((unsigned char)name[i])) {
            return false;
        }
    }
    return name[NAME_LENGTH] == '\0';
}

/*
 * Opens a folder, and no link. A client can give one of ours any permissions, by the name, which it
 * then would keep from being used or removed.
 */
static int open_folder(int parent, const char *name, mode_t mode) {
    int found = openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (found < 0) {
        return -1;
    }
    if (fstat(found, &status) == 0 && status.st_uid == geteuid() &&
        (status.st_mode & 01777) != mode) {
        char same[64];
        snprintf(same, sizeof same, "/proc/self/fd/%d", found);
        if (chmod(same, mode | (status.st_mode & S_ISGID)) != 0) {
            /* What cannot be done then says so. */
        }
    }
    int fd = openat(found, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = errno;
    close(found);
    errno = error;
    return fd;
}

/* Calls for each name in a folder, but for so many at most. */
static int each_entry(int folder, int most, bool (*visit)(int folder, const char *name)) {
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = again < 0 ? NULL : fdopendir(again);
    int seen = 0;
    if (entries == NULL) {
        close(again);
        return most;
    }
    for (struct dirent *entry; seen < most && (entry = readdir(entries)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            seen++;
            if (!visit(folder, name)) {
                break;
            }
        }
    }
    closedir(entries);
    return seen;
}

static bool remove_entry(int folder, const char *name) {
    if (unlinkat(folder, name, 0) != 0) {
        unlinkat(folder, name, AT_REMOVEDIR); /* rsync makes no folders there; a client may */
    }
    return true;
}

static time_t newest;

static bool note_change(int folder, const char *name) {
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_ctime > newest) {
        newest = status.st_ctime;
    }
    return true;
}

static bool changed_lately(int folder) {
    newest = 0;
    note_change(folder, ".");
    each_entry(folder, MOST_REMOVED, note_change);
    return newest > time(NULL) - ABANDONED_SECONDS;
}

/* Whether everybody who uses the file system sees everybody's locks of its folders. */
static bool locks_tell(int folder) {
    static const uint32_t local[] = {
        0xEF53,     /* ext2 to ext4 */
        0x58465342, /* XFS */
        0x9123683E, /* Btrfs */
        0xF2F52010, /* F2FS */
        0x2FC12FC1, /* ZFS */
        0x01021994, /* tmpfs */
        0x794C7630, /* overlay */
    };
    struct statfs system;
    if (fstatfs(folder, &system) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
        if ((uint32_t)system.f_type == local[i]) {
            return true;
        }
    }
    return false;
}

static int may_remove;

static bool remove_if_abandoned(int parent, const char *name) {
    int folder = is_chosen_name(name) ? open_folder(parent, name, 0700) : -1;
    if (folder < 0) {
        return true;
    }
    if ((locks_tell(folder) || !changed_lately(folder)) && flock(folder, LOCK_EX | LOCK_NB) == 0) {
        may_remove -= each_entry(folder, may_remove, remove_entry);
        unlinkat(parent, name, AT_REMOVEDIR);
    }
    close(folder);
    return may_remove > 0;
}

/* Another push may take a new folder for an abandoned one until it is locked. */
static bool lock_own(const struct incoming *made) {
    struct stat own, named;
    if (flock(made->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return false;
    }
    return fstat(made->fd, &own) == 0 &&
           fstatat(made->parent, made->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           own.st_ino == named.st_ino;
}

static struct timespec changed(int folder) {
    struct stat status = {0};
    if (fstat(folder, &status) != 0) {
        /* It is another time than any. */
    }
    return status.st_mtim;
}

/* Gateways of several users may serve the same volume: none may find it closed, at any moment. */
static bool make_parent(int top) {
    mode_t mask = umask(0);
    bool made = mkdirat(top, INCOMING, 01777) == 0;
    umask(mask);
    return made || errno == EEXIST;
}

/* A link or a file of this user's, which no push makes any more. What a link leads to is not touched. */
static bool remove_from_its_place(int top) {
    struct stat status;
    return fstatat(top, INCOMING, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           !S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
           unlinkat(top, INCOMING, 0) == 0;
}

static bool open_parent(struct incoming *made) {
    made->parent = open_folder(made->top, INCOMING, 01777);
    if (made->parent < 0 && errno == ENOTDIR && remove_from_its_place(made->top)) {
        errno = ENOENT;
    }
    return made->parent >= 0;
}

static bool make_once(struct incoming *made) {
    if (!make_parent(made->top)) {
        return false;
    }
    made->after = changed(made->top);
    if (!open_parent(made)) {
        return false;
    }
    may_remove = MOST_REMOVED;
    each_entry(made->parent, MOST_REMOVED, remove_if_abandoned);
    made->name = calloc(1, NAME_LENGTH + 1);
    if (made->name == NULL) {
        fail("out of memory");
    }
    choose_name(made->name);
    if (mkdirat(made->parent, made->name, 0700) != 0) {
        return false;
    }
    /* Not closed by exec: the lock lasts as long as the program and what it forks. */
    made->fd = openat(made->parent, made->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (made->fd < 0 || !lock_own(made)) {
        errno = ENOENT;
        return false;
    }
    return true;
}

static bool make_at(int top, const char *path, struct incoming *made) {
    /* Not of O_PATH, to set its time. */
    *made = (struct incoming){
        .top = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), .parent = -1, .fd = -1};
    if (made->top < 0) {
        return false;
    }
    made->before = changed(made->top);
    bool done = false;
    errno = ENOENT; /* also where another push that ends removed what was empty still */
    for (int i = 0; i < ATTEMPTS && !done && errno == ENOENT; i++) {
        close(made->parent);
        close(made->fd);
        done = make_once(made);
    }
    if (done && asprintf(&made->path, "%s/%s/%s", path, INCOMING, made->name) < 0) {
        fail("out of memory");
    }
    return done;
}

static _Noreturn void refuse(int top, int error) {
    struct stat status;
    bool of_another = fstatat(top, INCOMING, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                      status.st_uid != geteuid();
    const char *why = "";
    if (of_another && !S_ISDIR(status.st_mode)) {
        why = "; " INCOMING " there is a file of another user, who has to remove it";
    } else if (of_another && (status.st_mode & 01777) != 01777) {
        why = "; " INCOMING " there belongs to another user, who has to let everybody write to it";
    }
    dprintf(STDERR_FILENO, "no folder for incoming files can be made in the volume: %s%s\n",
            strerror(error), why);
    _exit(EXIT_REFUSED);
}

struct incoming make_incoming(int volume, const char *path) {
    struct incoming made;
    if (make_at(volume, path, &made)) {
        return made;
    }
    /* The top of a volume may belong to another user than the folder that is pushed to. */
    char here[4096];
    if ((errno == EACCES || errno == EPERM) && getcwd(here, sizeof here) != NULL &&
        make_at(open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), here, &made)) {
        return made;
    }
    refuse(made.top, errno);
}

/* Of rsync's processes the first may end before the others. */
static void await_others(void) {
    for (int i = 0; i < PATIENCE_TENTHS; i++) {
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
        if (waitpid(-1, NULL, WNOHANG) < 0) {
            return;
        }
        usleep(100000);
    }
}

/*
 * The top keeps the time that rsync gave it, or that it had, if nothing else changed it: what came
 * and went is hidden.
 */
static void remove_incoming(const struct incoming *incoming) {
    each_entry(incoming->fd, MOST_REMOVED, remove_entry);
    unlinkat(incoming->parent, incoming->name, AT_REMOVEDIR);
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, changed(incoming->top)};
    if (times[1].tv_sec == incoming->after.tv_sec && times[1].tv_nsec == incoming->after.tv_nsec) {
        times[1] = incoming->before;
    }
    /* Unless it holds those of other pushes. */
    if (unlinkat(incoming->top, INCOMING, AT_REMOVEDIR) == 0 && futimens(incoming->top, times) != 0) {
        /* It belongs to another user, and so would not have got rsync's time either. */
    }
}

void tend_incoming(const struct incoming *incoming) {
    /* Whoever ends the group means rsync, which may have something to tell; this one follows. */
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t program = fork();
    if (program < 0) {
        fail("no process can be made: %s", strerror(errno));
    }
    if (program == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        return;
    }
    struct rule removing = {.fd = incoming->top, .access = ACCESS_READ | ACCESS_REMOVE};
    landlock_confine(&removing, 1);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        close(fd); /* the ends of these pipes mean the end of rsync */
    }
    int status;
    while (waitpid(program, &status, 0) < 0 && errno == EINTR) {
    }
    await_others();
    remove_incoming(incoming);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
