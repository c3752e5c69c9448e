/*
 * The self-test, run as a child is: tries what a child must not be able to do and prints what it
 * could do as one line of JSON (read by SelfTest.java). Prints no name and no content.
 */
#include "probe.h"

#include "fail.h"
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static bool can_read(const char *file) {
    char byte;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    bool read_it = fd >= 0 && read(fd, &byte, 1) == 1;
    close(fd);
    return read_it;
}

/* O_APPEND, because that is the one way of writing that the seccomp filter leaves to Landlock. */
static bool can_create(const char *file) {
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    close(fd);
    return fd >= 0;
}

static bool can_make_device(const char *directory) {
    int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool made = mknodat(fd, "device", S_IFCHR | 0600, makedev(1, 3)) == 0 ||
                mknodat(fd, "fifo", S_IFIFO | 0600, 0) == 0;
    close(fd);
    return made;
}

static bool can_make_socket(void) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    close(fd);
    return fd >= 0;
}

/* An empty handle names no file, but only an allowed call finds that out. */
static bool can_open_by_handle(void) {
    union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + 8];
    } empty = {.handle = {.handle_bytes = 8, .handle_type = 1}};
    int fd = open_by_handle_at(AT_FDCWD, &empty.handle, O_RDONLY);
    return fd >= 0 || (errno != EPERM && errno != ENOSYS);
}

static bool can_fork(void) {
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    if (pid > 0) {
        waitpid(pid, NULL, 0);
    }
    return pid > 0;
}

/* What is no program is found to be none only once it may be executed. */
static bool can_execute(const char *file) {
    char *const arguments[] = {"probe", NULL};
    execve(file, arguments, arguments + 1);
    return errno != EPERM && errno != EACCES;
}

static bool can_make(const char *file) {
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
    close(fd);
    return fd >= 0;
}

/* As rsync does it: made where it may be written, and moved to its place. */
static bool can_add(const char *made, const char *place) {
    return can_make(made) && rename(made, place) == 0;
}

static bool can_replace(const char *made, const char *file) {
    bool changed = open(file, O_WRONLY) >= 0 || truncate(file, 1) == 0;
    return (can_make(made) && rename(made, file) == 0) || changed;
}

/* A file that may not be read, brought to where files may be. */
static bool can_take(const char *file, const char *taken) {
    return (link(file, taken) == 0 || rename(file, taken) == 0) && can_read(taken);
}

static bool can_remove(const char *file) {
    return unlink(file) == 0;
}

static const char *truth(bool value) {
    return value ? "true" : "false";
}

/* What a receiver can do beside a folder for what it receives. */
static void print_about_incoming(const char *file, const char *folder) {
    char new[4096] = "";
    char made[4096] = "";
    char taken[4096] = "";
    if (folder != NULL) {
        snprintf(new, sizeof new, "%s.added", file);
        snprintf(made, sizeof made, "%s/made", folder);
        snprintf(taken, sizeof taken, "%s/taken", folder);
    }
    printf("\"added\":%s,", truth(folder != NULL && can_add(made, new)));
    printf("\"taken\":%s,", truth(folder != NULL && can_take(file, taken)));
    printf("\"replaced\":%s,",
           truth(folder != NULL && (can_replace(made, file) || can_remove(file))));
}

int probe(char **arguments) {
    for (int i = 0; i < 4; i++) {
        if (arguments[i] == NULL) {
            fail("usage: launcher probe ALLOWED FORBIDDEN NEW OUTSIDE [INCOMING]");
        }
    }
    printf("{\"landlockAbi\":%d,\"noNewPrivileges\":%s,\"seccompMode\":%d,\"readAllowed\":%s,"
           "\"readForbidden\":%s,\"created\":%s,\"createdOutside\":%s,\"device\":%s,"
           "\"socket\":%s,\"openByHandle\":%s,\"fork\":%s,",
           landlock_abi(), truth(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1),
           prctl(PR_GET_SECCOMP), truth(can_read(arguments[0])), truth(can_read(arguments[1])),
           truth(can_create(arguments[2])), truth(can_create(arguments[3])),
           truth(can_make_device(".")), truth(can_make_socket()), truth(can_open_by_handle()),
           truth(can_fork()));
    bool executed = can_execute(arguments[0]);
    print_about_incoming(arguments[0], arguments[4]);
    printf("\"executed\":%s}\n", truth(executed));
    return 0;
}
