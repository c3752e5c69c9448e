/* A child for the tests: does one thing and prints what became of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void answer(const char *name, bool done) {
    printf("%s=%s\n", name, done ? "done" : strerrorname_np(errno));
}

static void print_content(int fd) {
    char text[256];
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (length < 0) {
        printf("%s\n", strerrorname_np(errno));
    } else {
        printf("content: %.*s\n", (int)length, text);
    }
}

static void write_file(const char *name, const char *file, int flags) {
    int fd = open(file, flags, 0600);
    answer(name, fd >= 0);
}

static void print_limit(const char *name, int resource) {
    struct rlimit limit;
    getrlimit(resource, &limit);
    printf("%s=%llu/%llu\n", name, (unsigned long long)limit.rlim_cur,
           (unsigned long long)limit.rlim_max);
}

static void state(char **environment) {
    for (char **variable = environment; *variable != NULL; variable++) {
        printf("env %s\n", *variable);
    }
    printf("leads its group=%d\n", getpgrp() == getpid());
    printf("leads its session=%d\n", getsid(0) == getpid());
    for (int fd = 0; fd < 1024; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) {
            printf("open descriptor %d\n", fd);
        }
    }
    print_limit("core", RLIMIT_CORE);
    print_limit("fsize", RLIMIT_FSIZE);
    print_limit("as", RLIMIT_AS);
    print_limit("nofile", RLIMIT_NOFILE);
    char directory[4096];
    printf("directory=%s\n", getcwd(directory, sizeof directory));
}

/* Each call is one that does no harm where it is allowed, and then does not end with EPERM. */
#define TRY(name, ...) answer(#name, syscall(__NR_##name, __VA_ARGS__) >= 0)

static void calls_of_writing(void) {
    const char *missing = "/nonexistent/file";
    TRY(unlinkat, AT_FDCWD, missing, 0);
    TRY(renameat, AT_FDCWD, missing, AT_FDCWD, missing);
    TRY(renameat2, AT_FDCWD, missing, AT_FDCWD, missing, 0);
    TRY(mkdirat, AT_FDCWD, missing, 0700);
    TRY(symlinkat, missing, AT_FDCWD, missing);
    TRY(linkat, AT_FDCWD, missing, AT_FDCWD, missing, 0);
    TRY(mknodat, AT_FDCWD, missing, S_IFIFO, 0);
    TRY(fchmodat, AT_FDCWD, missing, 0700);
    TRY(fchownat, AT_FDCWD, missing, 1, 1, 0);
    TRY(utimensat, AT_FDCWD, missing, NULL, 0);
    TRY(truncate, missing, 0);
    TRY(ftruncate, -1, 0);
    TRY(fchmod, -1, 0);
    TRY(fchown, -1, 0, 0);
    TRY(fallocate, -1, 0, 0, 0);
    TRY(setxattr, missing, "user.a", "", 0, 0);
    TRY(removexattr, missing, "user.a");
    TRY(flock, -1, LOCK_EX);
}

static void calls_of_others(void) {
    TRY(socketpair, AF_UNIX, SOCK_STREAM, 0, NULL);
    TRY(connect, -1, NULL, 0);
    TRY(kill, getppid(), 0);
    TRY(tgkill, getppid(), getppid(), 0);
    TRY(prlimit64, getppid(), RLIMIT_CORE, NULL, NULL);
    TRY(execveat, -1, "", NULL, NULL, 0);
    TRY(openat2, -1, "x", NULL, 0);
    TRY(setuid, getuid());
    TRY(memfd_create, NULL, 0);
    pid_t pid = (pid_t)syscall(__NR_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0) {
        _exit(0);
    }
    answer("clone", pid > 0);
}

/* What neither a sender nor the gateway may do. */
static void calls_of_the_machine(void) {
    TRY(open_by_handle_at, AT_FDCWD, NULL, O_RDONLY);
    TRY(name_to_handle_at, AT_FDCWD, ".", NULL, NULL, 0);
    TRY(mount, NULL, "/nonexistent", NULL, 0, NULL);
    TRY(umount2, "/nonexistent", 0);
    TRY(pivot_root, "/nonexistent", "/nonexistent");
    TRY(chroot, "/nonexistent");
    TRY(move_mount, -1, "x", -1, "x", 0);
    TRY(open_tree, -1, "x", 0);
    TRY(fsopen, NULL, 0);
    TRY(fsmount, -1, 0, 0);
    TRY(fsconfig, -1, 0, NULL, NULL, 0);
    TRY(fspick, -1, "x", 0);
    answer("mount_setattr", syscall(442, -1, "x", 0, NULL, 0) >= 0);
    answer("listmount", syscall(458, NULL, NULL, 0, 0) >= 0);
    TRY(setns, -1, 0);
    TRY(unshare, 0);
    TRY(ptrace, 3, 0, 0, 0);
    TRY(process_vm_readv, 0, NULL, 0, NULL, 0, 0);
    TRY(process_vm_writev, 0, NULL, 0, NULL, 0, 0);
    TRY(pidfd_getfd, -1, 0, 0);
    TRY(io_uring_setup, 0, NULL);
    TRY(io_uring_enter, -1, 0, 0, 0, NULL, 0);
    TRY(io_uring_register, -1, 0, NULL, 0);
    TRY(bpf, 9999, NULL, 0);
    TRY(perf_event_open, NULL, 0, 0, -1, 0);
    TRY(userfaultfd, ~0);
    TRY(keyctl, 9999, 0, 0, 0, 0);
    TRY(add_key, NULL, NULL, NULL, 0, 0);
    TRY(request_key, NULL, NULL, NULL, 0);
    TRY(init_module, NULL, 0, NULL);
    TRY(finit_module, -1, NULL, 0);
    TRY(delete_module, NULL, 0);
    TRY(kexec_load, 0, 0, NULL, ~0UL);
    TRY(reboot, 0, 0, 0, NULL);
    TRY(swapon, "/nonexistent", 0);
    TRY(swapoff, "/nonexistent");
    TRY(personality, 0xffffffff);
    TRY(ioctl, 0, TIOCSTI, "x");
    TRY(clone3, NULL, 0);
    pid_t pid = (pid_t)syscall(__NR_clone, CLONE_NEWUTS | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0) {
        _exit(0);
    }
    answer("clone(CLONE_NEWUTS)", pid > 0);
    answer("a call beyond all known", syscall(100000) >= 0);
}

/* What a receiver may do in its volume, and nowhere else. */
static void change(const char *there, const char *made) {
    answer("rename", rename(there, made) == 0 && rename(made, there) == 0);
    answer("link", link(there, made) == 0 && unlink(made) == 0);
    answer("symlink", symlink(there, made) == 0 && unlink(made) == 0);
    answer("folder", mkdir(made, 0700) == 0 && rmdir(made) == 0);
    answer("truncate while reading", open(there, O_RDONLY | O_TRUNC) >= 0);
    answer("truncate by name", truncate(there, 0) == 0);
}

/* What no child may leave behind, not even where it may write. */
static void make_special(const char *there, const char *made) {
    answer("fifo", mknod(made, S_IFIFO | 0600, 0) == 0);
    answer("socket file", mknod(made, S_IFSOCK | 0600, 0) == 0);
    answer("device", mknod(made, S_IFCHR | 0600, 0x103) == 0);
    answer("whiteout", syscall(__NR_renameat2, AT_FDCWD, there, AT_FDCWD, made, 4) == 0);
    answer("chmod 4755", chmod(there, 04755) == 0);
    answer("create 4755", open(made, O_WRONLY | O_CREAT, 04755) >= 0);
}

/* Has the kernel send a signal of its choice to a process of its choice when a pipe is ready. */
static void redirect_signals(void) {
    int ends[2];
    answer("pipe", pipe(ends) == 0);
    answer("recipient", fcntl(ends[0], F_SETOWN, getppid()) == 0);
    answer("signal", fcntl(ends[0], F_SETSIG, SIGKILL) == 0);
    answer("lease", fcntl(ends[0], F_SETLEASE, F_UNLCK) == 0);
    answer("flags", fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
}

static void send_signals(void) {
    answer("parent", kill(getppid(), SIGUSR1) == 0);
    answer("init", kill(1, SIGUSR1) == 0);
    answer("group", kill(0, SIGUSR1) == 0);
    answer("everybody", kill(-1, SIGUSR1) == 0);
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    answer("child, to the end", kill(child, SIGKILL) == 0);
    answer("child", kill(child, SIGUSR1) == 0);
}

/* What a receiver does that has a folder for what it receives, and what it may not. */
static void receive(const char *folder, const char *there) {
    char made[4096], taken[4096];
    snprintf(made, sizeof made, "%s/made", folder);
    snprintf(taken, sizeof taken, "%s/taken", folder);
    answer("make", open(made, O_RDWR | O_CREAT | O_EXCL, 0600) >= 0);
    answer("read it", open(made, O_RDONLY) >= 0);
    answer("replace", rename(made, there) == 0);
    answer("make again", open(made, O_RDWR | O_CREAT, 0600) >= 0);
    answer("add", rename(made, "added") == 0);
    answer("read what was added", open("added", O_RDONLY) >= 0);
    answer("link in the volume", link(there, "linked") == 0);
    answer("take by link", link("linked", taken) == 0);
    answer("take by rename", rename("linked", taken) == 0);
    answer("make a third", open(made, O_RDWR | O_CREAT, 0600) >= 0);
    answer("take by exchange", syscall(__NR_renameat2, AT_FDCWD, made, AT_FDCWD, "linked", 2) == 0);
    answer("take a folder", rename("folder", taken) == 0);
    answer("remove", unlink("linked") == 0);
}

union handle {
    struct file_handle handle;
    char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

static int print_handle(const char *file) {
    union handle made = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    int mount;
    if (name_to_handle_at(AT_FDCWD, file, &made.handle, &mount, 0) != 0) {
        perror("name_to_handle_at");
        return 1;
    }
    for (size_t i = 0; i < sizeof made.handle + made.handle.handle_bytes; i++) {
        printf("%02x", (unsigned char)made.room[i]);
    }
    printf("\n");
    return 0;
}

static void open_handle(const char *folder, const char *hex) {
    union handle given = {0};
    for (size_t i = 0; hex[2 * i] != '\0' && i < sizeof given.room; i++) {
        sscanf(hex + 2 * i, "%2hhx", (unsigned char *)&given.room[i]);
    }
    int mount = open(folder, O_RDONLY | O_DIRECTORY);
    print_content(open_by_handle_at(mount, &given.handle, O_RDONLY));
}

/* One line of /proc/self/status. */
static void print_status(const char *name) {
    char line[4096];
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        size_t length = strlen(name);
        if (strncmp(line, name, length) == 0 && line[length] == ':') {
            printf("%s", line + length + 2);
        }
    }
}

static void allocate(void) {
    size_t mebibytes = 0;
    while (mebibytes < 4096) {
        void *block = malloc(1 << 20);
        if (block == NULL) {
            break;
        }
        memset(block, 1, 1 << 20);
        mebibytes++;
    }
    printf("%zu\n", mebibytes);
}

/* Becomes a program on what looks to it like a kernel on which a call fails. */
static void with_failing(unsigned call, unsigned error, char **command) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = 4, .filter = code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    execv(command[0], command);
}

/* Answers questions for Landlock's version as an older kernel would, and no others. */
static void answer_as_kernel_with(unsigned abi, int listener, pid_t child) {
    struct pollfd asked = {.fd = listener, .events = POLLIN};
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        struct seccomp_notif question = {0};
        if (poll(&asked, 1, 20) <= 0 || ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &question) != 0) {
            continue;
        }
        struct seccomp_notif_resp given = {.id = question.id, .val = abi};
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &given);
    }
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/* Becomes a program on what looks to it like a kernel with this version of Landlock. */
static void with_landlock(unsigned abi, char **command) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 444 /* landlock_create_ruleset */, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1 /* the version is asked for */, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = 6, .filter = code};
    int listeners[2];
    if (pipe(listeners) != 0) {
        return;
    }
    /* With one table of descriptors until exec, so that the parent has the listener too. */
    pid_t child = (pid_t)syscall(__NR_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        int listener = (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
                                    SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
        if (write(listeners[1], &listener, sizeof listener) > 0) {
            execv(command[0], command);
        }
        _exit(1);
    }
    int listener;
    if (read(listeners[0], &listener, sizeof listener) == sizeof listener) {
        answer_as_kernel_with(abi, listener, child);
    }
}

static int terminate_signal;
static void on_signal(int number) {
    terminate_signal = number;
}

/* Says that it is ready, waits for SIGTERM, says that it came. */
static int await_termination(void) {
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    sigprocmask(SIG_BLOCK, &all, NULL);
    sigaction(SIGTERM, &action, NULL);
    printf("ready\n");
    fflush(stdout);
    while (terminate_signal == 0) {
        sigsuspend(&none);
    }
    printf("signal %d\n", terminate_signal);
    return 7;
}

/* Leaves an orphan that ends at once, and says whether pid 1 has collected it. */
static void leave_orphan(void) {
    int ends[2];
    pid_t orphan = 0;
    if (pipe(ends) != 0) {
        return;
    }
    pid_t parent = fork();
    if (parent == 0) {
        orphan = fork();
        if (orphan == 0) {
            _exit(0);
        }
        if (write(ends[1], &orphan, sizeof orphan) < 0) {
            _exit(1);
        }
        _exit(0);
    }
    waitpid(parent, NULL, 0);
    if (read(ends[0], &orphan, sizeof orphan) < 0) {
        return;
    }
    for (int i = 0; i < 1000 && kill(orphan, 0) == 0; i++) {
        usleep(10000);
    }
    answer("orphan", kill(orphan, 0) == 0);
}

int main(int argc, char **argv, char **environment) {
    const char *verb = argv[1];
    if (strcmp(verb, "arguments") == 0) {
        for (int i = 2; i < argc; i++) {
            fwrite(argv[i], 1, strlen(argv[i]) + 1, stdout);
        }
    } else if (strcmp(verb, "state") == 0) {
        state(environment);
    } else if (strcmp(verb, "status") == 0) {
        print_status(argv[2]);
    } else if (strcmp(verb, "read") == 0) {
        print_content(open(argv[2], O_RDONLY));
    } else if (strcmp(verb, "list") == 0) {
        answer("list", open(argv[2], O_RDONLY | O_DIRECTORY) >= 0);
    } else if (strcmp(verb, "write") == 0) {
        write_file("append", argv[2], O_WRONLY | O_CREAT | O_APPEND);
        write_file("create", argv[2], O_WRONLY | O_CREAT);
        write_file("truncate", argv[2], O_WRONLY | O_TRUNC);
        write_file("update", argv[2], O_RDWR);
    } else if (strcmp(verb, "calls") == 0) {
        calls_of_the_machine();
        if (argc > 2) {
            calls_of_writing();
            calls_of_others();
        }
    } else if (strcmp(verb, "change") == 0) {
        change(argv[2], argv[3]);
    } else if (strcmp(verb, "make-special") == 0) {
        make_special(argv[2], argv[3]);
    } else if (strcmp(verb, "signals") == 0) {
        send_signals();
    } else if (strcmp(verb, "redirect-signals") == 0) {
        redirect_signals();
    } else if (strcmp(verb, "socket") == 0) {
        answer("socket", socket(atoi(argv[2]), SOCK_DGRAM, 0) >= 0);
    } else if (strcmp(verb, "execute") == 0) {
        execl(argv[2], argv[2], NULL);
        answer("execute", false);
    } else if (strcmp(verb, "handle") == 0) {
        return print_handle(argv[2]);
    } else if (strcmp(verb, "open-handle") == 0) {
        open_handle(argv[2], argv[3]);
    } else if (strcmp(verb, "allocate") == 0) {
        allocate();
    } else if (strcmp(verb, "await-termination") == 0) {
        return await_termination();
    } else if (strcmp(verb, "without-landlock") == 0) {
        with_failing(444 /* landlock_create_ruleset */, ENOSYS, argv + 2);
    } else if (strcmp(verb, "with-landlock") == 0) {
        with_landlock((unsigned)atoi(argv[2]), argv + 3);
    } else if (strcmp(verb, "receive") == 0) {
        receive(argv[2], argv[3]);
    } else if (strcmp(verb, "await-end-of-input") == 0) {
        printf("ready\n");
        fflush(stdout);
        char byte;
        while (read(STDIN_FILENO, &byte, 1) > 0) {
        }
        return 7;
    } else if (strcmp(verb, "with-disturbed-lookups") == 0) {
        with_failing(__NR_openat2, EAGAIN, argv + 2);
    } else if (strcmp(verb, "without-kinds-of-file-systems") == 0) {
        with_failing(__NR_fstatfs, ENOSYS, argv + 2);
    } else if (strcmp(verb, "with-a-broken-disk") == 0) {
        with_failing(__NR_getdents64, EIO, argv + 2);
    } else if (strcmp(verb, "leave-orphan") == 0) {
        leave_orphan();
    } else if (strcmp(verb, "kill-self") == 0) {
        kill(getpid(), atoi(argv[2]));
    } else if (strcmp(verb, "exit") == 0) {
        return atoi(argv[2]);
    }
    return 0;
}
