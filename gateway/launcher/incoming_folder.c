#include "incoming_folder.h"

#include "abandoned_folders.h"
#include "fail.h"
#include "incoming_name.h"
#include "landlock.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ATTEMPTS = 100,
    PATIENCE_TENTHS = 20,
};

static char *choose_name(void) {
    uint64_t chance;
    if (getrandom(&chance, sizeof chance, 0) != sizeof chance) {
        fail("no random number can be had: %s", strerror(errno));
    }
    return format_text("%0*llx", RANDOM_NAME_LENGTH, (unsigned long long)chance);
}

/* Another push may take a new folder for an abandoned one until it is locked. */
static bool lock_own(const struct incoming_folder *made) {
    struct stat own;
    struct stat named;
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

/*
 * A link or a file of this user's, which no push makes any more. What a link leads to is not
 * touched.
 */
static bool remove_from_its_place(int top) {
    struct stat status;
    return fstatat(top, INCOMING, &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(status.st_mode) &&
           status.st_uid == geteuid() && unlinkat(top, INCOMING, 0) == 0;
}

static bool open_parent(struct incoming_folder *made) {
    made->parent = open_own_folder(made->top, INCOMING, 01777);
    if (made->parent < 0 && errno == ENOTDIR && remove_from_its_place(made->top)) {
        errno = ENOENT;
    }
    return made->parent >= 0;
}

static bool make_once(struct incoming_folder *made) {
    if (!make_parent(made->top)) {
        return false;
    }
    made->after = changed(made->top);
    if (!open_parent(made)) {
        return false;
    }
    remove_abandoned_folders(made->parent);
    made->name = choose_name();
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

static bool make_at(int top, const char *path, struct incoming_folder *made) {
    /* Not of O_PATH, to set its time. */
    *made = (struct incoming_folder){
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
    if (done) {
        made->path = format_text("%s/%s/%s", path, INCOMING, made->name);
    }
    return done;
}

static _Noreturn void refuse(int top, int error) {
    struct stat status;
    bool of_another =
        fstatat(top, INCOMING, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_uid != geteuid();
    const char *why = "";
    if (of_another && !S_ISDIR(status.st_mode)) {
        why = "; " INCOMING " there is a file of another user, who has to remove it";
    } else if (of_another && (status.st_mode & 01777) != 01777) {
        why = "; " INCOMING " there belongs to another user, who has to let everybody write to it";
    }
    end_with(EXIT_REFUSED, "no folder for incoming files can be made in the volume: %s%s",
             strerror(error), why);
}

struct incoming_folder make_incoming_folder(int volume, const char *path) {
    struct incoming_folder made;
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
static void remove_incoming(const struct incoming_folder *incoming) {
    remove_entries(incoming->fd, MOST_REMOVED);
    unlinkat(incoming->parent, incoming->name, AT_REMOVEDIR);
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, changed(incoming->top)};
    if (times[1].tv_sec == incoming->after.tv_sec && times[1].tv_nsec == incoming->after.tv_nsec) {
        times[1] = incoming->before;
    }
    /* Unless it holds those of other pushes. */
    if (unlinkat(incoming->top, INCOMING, AT_REMOVEDIR) == 0 &&
        futimens(incoming->top, times) != 0) {
        /* It belongs to another user, and so would not have got rsync's time either. */
    }
}

void tend_incoming_folder(const struct incoming_folder *incoming) {
    /* Whoever ends the group means rsync, which may have something to tell; this one follows. */
    sigset_t all;
    sigset_t before;
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
