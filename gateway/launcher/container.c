/*
 * The container's entry point: takes from the gateway, and so from all it starts, what none of
 * them needs, and does what pid 1 has to do.
 */
#include "container.h"

#include "fail.h"
#include "seccomp.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void become(char **command) {
    execvp(command[0], command);
    fail("%s cannot be started: %s", command[0], strerror(errno));
}

/* Collects what has ended; ends with the program. */
static void reap(pid_t program) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == program) {
            _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
        }
    }
}

static _Noreturn void serve_as_init(char **command) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    pid_t program = fork();
    if (program < 0) {
        fail("no process can be made: %s", strerror(errno));
    }
    if (program == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        become(command);
    }
    while (true) {
        int signal = sigwaitinfo(&all, NULL);
        if (signal == SIGCHLD) {
            reap(program);
        } else if (signal > 0) {
            kill(program, signal);
        }
    }
}

void container(char **arguments) {
    if (arguments[0] == NULL || strcmp(arguments[0], "--") != 0 || arguments[1] == NULL) {
        fail("usage: launcher container -- PROGRAM ARG…");
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        fail("no-new-privileges cannot be set: %s", strerror(errno));
    }
    if (!seccomp_confine_container()) {
        fail("the kernel has no seccomp filters");
    }
    /* The gateway ignores it, see ReceiversSignal.java; here while it starts. */
    signal(SIGUSR1, SIG_IGN);
    if (getpid() == 1) {
        serve_as_init(arguments + 1);
    }
    become(arguments + 1);
}
