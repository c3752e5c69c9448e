/*
 * The filters of children: which system calls one may make at all.
 *
 * A child has an allow-list. Measured with rsync 3.5.0 (every option of a pull: -aHAXSUz, each
 * checksum and compressor, files-from, protocol 29, iconv), a sender needs some fifty calls, makes
 * no process, no thread and no socket, opens nothing for writing, and works unchanged under this
 * list; a receiver adds those that change files, and two processes with a socket pair between
 * them. What a later kernel adds is denied without an edit here.
 *
 * Refused calls get EPERM; those with numbers from 424 on (Linux 5.1, where all architectures
 * began to share numbers) get ENOSYS, at which the C library falls back to the older call.
 */
#include "seccomp.h"

#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What every child may do. */
/* clang-format off */
static const int CHILD_CALLS[] = {
    /* reading files and folders */
    __NR_read, __NR_readv, __NR_pread64, __NR_lseek, __NR_close, __NR_close_range,
    __NR_getdents64, __NR_fstat, __NR_newfstatat, __NR_statx, __NR_statfs, __NR_fstatfs,
    __NR_readlinkat, __NR_faccessat, __NR_faccessat2, __NR_getcwd, __NR_chdir, __NR_fchdir,
    __NR_getxattr, __NR_lgetxattr, __NR_fgetxattr, __NR_listxattr, __NR_llistxattr,
    __NR_flistxattr, __NR_fadvise64,
    /* the pipes to the gateway */
    __NR_write, __NR_writev, __NR_dup, __NR_dup3, __NR_pipe2, __NR_ppoll,
    __NR_pselect6,
    /* memory */
    __NR_brk, __NR_mmap, __NR_munmap, __NR_mremap, __NR_mprotect, __NR_madvise,
    /* the process itself */
    __NR_execve, /* to become rsync; Landlock says what may be executed */
    __NR_exit, __NR_exit_group, __NR_futex, __NR_set_tid_address, __NR_set_robust_list, __NR_rseq,
    __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_sigaltstack,
    __NR_restart_syscall, __NR_umask, __NR_getpid, __NR_getppid, __NR_gettid, __NR_getuid,
    __NR_geteuid, __NR_getgid, __NR_getegid, __NR_getgroups, __NR_getpgid, __NR_getsid,
    __NR_getrusage, __NR_sysinfo, __NR_uname, __NR_sched_yield, __NR_getrandom,
    /* time */
    __NR_clock_gettime, __NR_clock_getres, __NR_clock_nanosleep, __NR_nanosleep,
    __NR_gettimeofday, __NR_times, __NR_setitimer,
#if defined(__x86_64__) /* older forms, which newer architectures do not have */
    __NR_stat, __NR_lstat, __NR_access, __NR_readlink, __NR_poll, __NR_select, __NR_pipe,
    __NR_dup2, __NR_getrlimit, __NR_alarm, __NR_time, __NR_arch_prctl, __NR_getpgrp,
#endif
};
/* clang-format on */

/*
 * Which descriptors there are and how they wait; not who gets a signal when one is ready, and
 * which: that would be kill() by another name.
 */
static void allow_descriptor_control(struct filter *filter) {
    static const int commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};
    unsigned short start = on(filter, __NR_fcntl);
    load_argument(filter, 1);
    when_any(filter, commands, COUNT(commands), ALLOW);
    finish(filter, REFUSE(EPERM));
    done(filter, start);
}

/* For the self-test, and for preload.c. A further Landlock ruleset can only confine more. */
static void allow_looking_at_own_confinement(struct filter *filter) {
    when(filter, BPF_JEQ, NR_landlock_create_ruleset, ALLOW);
    when(filter, BPF_JEQ, NR_landlock_restrict_self, ALLOW);
    unsigned short start = on(filter, __NR_prctl);
    load_argument(filter, 0);
    when(filter, BPF_JEQ, PR_GET_NO_NEW_PRIVS, ALLOW);
    when(filter, BPF_JEQ, PR_GET_SECCOMP, ALLOW);
    finish(filter, REFUSE(EPERM));
    done(filter, start);
}

static void refuse_writing(struct filter *filter, long number, unsigned flags_index) {
    unsigned short start = on(filter, number);
    load_argument(filter, flags_index);
    mask(filter, ~(uint32_t)(O_NOFOLLOW | O_CLOEXEC | O_NOCTTY));
    /* How rsync opens a log. It is left to Landlock, which refuses all but the gateway's own pipe:
       the self-test can so see Landlock at work, and not only this filter. */
    when(filter, BPF_JEQ, O_WRONLY | O_CREAT | O_APPEND, ALLOW);
    when(filter, BPF_JSET, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY),
         REFUSE(EACCES));
    finish(filter, ALLOW);
    done(filter, start);
}

static void only_reading(struct filter *filter) {
    refuse_writing(filter, __NR_openat, 2);
#if defined(__x86_64__)
    refuse_writing(filter, __NR_open, 1);
#endif
}

/* What a receiver may do beside; where, Landlock says. No devices are among it, nor FIFOs. */
/* clang-format off */
static const int RECEIVER_CALLS[] = {
    /* contents */
    __NR_pwrite64, __NR_pwritev, __NR_ftruncate, __NR_fallocate, __NR_fsync,
    __NR_fdatasync, __NR_sync_file_range, __NR_copy_file_range,
    /* names */
    __NR_unlinkat, __NR_mkdirat, __NR_symlinkat, __NR_linkat,
    /* attributes */
    __NR_fchown, __NR_fchownat, __NR_utimensat, __NR_setxattr, __NR_lsetxattr, __NR_fsetxattr,
    __NR_removexattr, __NR_lremovexattr, __NR_fremovexattr,
    /* its own other process */
    __NR_wait4, __NR_waitid, __NR_shutdown,
#ifdef __NR_renameat
    __NR_renameat,
#endif
#if defined(__x86_64__)
    __NR_rename, __NR_unlink, __NR_rmdir, __NR_mkdir, __NR_symlink, __NR_link, __NR_chown,
    __NR_lchown, __NR_utime, __NR_utimes, __NR_futimesat,
#endif
};
/* clang-format on */

/*
 * As uid 0 nobody may plant a program that runs as uid 0 wherever the volume is mounted next; a
 * program that is set to any other user needs no such care, for it gains what its owner has.
 *
 * Set-group-ID is let by: folders that a group shares carry it, and this filter cannot tell a
 * folder from a program. The kernel keeps it only for groups that the process is in. Where that
 * includes group 0, a program can be left that gains this group, which is no privilege to the
 * kernel.
 */
static void refuse_set_uid(struct filter *filter, long number, unsigned mode_index) {
    unsigned short start = on(filter, number);
    load_argument(filter, mode_index);
    when(filter, BPF_JSET, S_ISUID, REFUSE(EPERM));
    finish(filter, ALLOW);
    done(filter, start);
}

static void allow_modes(struct filter *filter) {
    const struct {
        long number;
        unsigned mode_index;
    } calls[] = {
        {__NR_fchmod, 1},
        {__NR_fchmodat, 2},
        {NR_fchmodat2, 2},
#if defined(__x86_64__)
        {__NR_chmod, 1},
        {__NR_creat, 1},
#endif
    };
    for (size_t i = 0; i < COUNT(calls); i++) {
        if (geteuid() == 0) {
            refuse_set_uid(filter, calls[i].number, calls[i].mode_index);
        } else {
            when(filter, BPF_JEQ, (uint32_t)calls[i].number, ALLOW);
        }
    }
}

/* fork(), as the C library does it, and nothing else that clone() can be: no thread, no namespace. */
static void allow_fork(struct filter *filter) {
    unsigned short start = on(filter, __NR_clone);
    load_argument(filter, 0);
    mask(filter, ~(uint32_t)(CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CSIGNAL));
    when(filter, BPF_JEQ, 0, ALLOW);
    finish(filter, REFUSE(EPERM));
    done(filter, start);
    start = on(filter, __NR_socketpair);
    load_argument(filter, 0);
    when(filter, BPF_JEQ, AF_UNIX, ALLOW);
    finish(filter, REFUSE(EAFNOSUPPORT));
    done(filter, start);
}

/*
 * Before its third version (Linux 6.2) Landlock sees no truncation; this filter does without it.
 * It lets nobody truncate but through a descriptor that is open for writing, which Landlock has
 * always ruled on. That is why truncate() is not among the calls either.
 */
static void allow_open(struct filter *filter, long number, unsigned flags_index) {
    unsigned short start = on(filter, number);
    if (geteuid() == 0) {
        load_argument(filter, flags_index + 1);
        when(filter, BPF_JSET, S_ISUID, REFUSE(EPERM));
    }
    load_argument(filter, flags_index);
    mask(filter, O_ACCMODE | O_TRUNC);
    when(filter, BPF_JEQ, O_RDONLY | O_TRUNC, REFUSE(EACCES));
    when(filter, BPF_JEQ, O_ACCMODE | O_TRUNC, REFUSE(EACCES));
    finish(filter, ALLOW);
    done(filter, start);
}

/* A whiteout, which a rename can leave behind, is a device. */
static void allow_renaming(struct filter *filter) {
    unsigned short start = on(filter, __NR_renameat2);
    load_argument(filter, 4);
    when(filter, BPF_JSET, RENAME_WHITEOUT, REFUSE(EPERM));
    finish(filter, ALLOW);
    done(filter, start);
}

/*
 * rsync's processes tell each other to end by these two signals. Landlock keeps them among
 * themselves from Linux 6.12 on. Before, the number of any thread names its process to kill(), and
 * no filter can know the numbers of the gateway's threads or of rsync's next process. So the two
 * signals do nothing to the gateway (see ReceiversSignal.java), and no other is allowed.
 */
static void allow_signals(struct filter *filter, struct spared spared) {
    unsigned short start = on(filter, __NR_kill);
    load_argument(filter, 0);
    when(filter, BPF_JGE, 1U << 31, REFUSE(EPERM)); /* groups, and everybody */
    when(filter, BPF_JEQ, 0, REFUSE(EPERM));
    when(filter, BPF_JEQ, 1, REFUSE(EPERM));
    when(filter, BPF_JEQ, (uint32_t)spared.starter, REFUSE(EPERM));
    when(filter, BPF_JEQ, (uint32_t)spared.parent, REFUSE(EPERM));
    load_argument(filter, 1);
    when(filter, BPF_JEQ, SIGUSR1, ALLOW);
    when(filter, BPF_JEQ, SIGUSR2, ALLOW);
    finish(filter, REFUSE(EPERM));
    done(filter, start);
}

static void writing(struct filter *filter, struct spared spared) {
    allow_modes(filter);
    allow_open(filter, __NR_openat, 2);
#if defined(__x86_64__)
    allow_open(filter, __NR_open, 1);
#endif
    allow_renaming(filter);
    allow_signals(filter, spared);
    allow_fork(filter);
    when_any(filter, RECEIVER_CALLS, COUNT(RECEIVER_CALLS), ALLOW);
}

/* All that file_server.c does; how its openat2() opens is in memory, where only Landlock sees it. */
/* clang-format off */
static const int FILES_CALLS[] = {
    __NR_read,     __NR_write,      __NR_pread64, __NR_close,      __NR_openat2,
    __NR_fstat,    __NR_newfstatat, __NR_fstatfs, __NR_getdents64, __NR_readlinkat,
    __NR_exit,     __NR_exit_group, __NR_brk,     __NR_mmap,       __NR_munmap,
    __NR_rt_sigreturn, __NR_restart_syscall,
};
/* clang-format on */

static bool confine_files(void) {
    struct filter filter = {0};
    begin(&filter);
    refuse_writing(&filter, __NR_openat, 2);
    when_any(&filter, FILES_CALLS, COUNT(FILES_CALLS), ALLOW);
    allow_looking_at_own_confinement(&filter);
    finish(&filter, REFUSE(EPERM));
    return install(&filter);
}

bool seccomp_confine_child(enum profile profile, struct spared spared) {
    if (profile == PROFILE_FILES) {
        return confine_files();
    }
    struct filter filter = {0};
    begin(&filter);
    if (profile == PROFILE_RECEIVER) {
        writing(&filter, spared);
    } else {
        only_reading(&filter);
    }
    when_any(&filter, CHILD_CALLS, COUNT(CHILD_CALLS), ALLOW);
    /* The limits of other processes, such as the gateway's, are not a child's to set. */
    unsigned short start = on(&filter, __NR_prlimit64);
    load_argument(&filter, 0);
    when(&filter, BPF_JEQ, 0, ALLOW);
    finish(&filter, REFUSE(EPERM));
    done(&filter, start);
    allow_descriptor_control(&filter);
    allow_looking_at_own_confinement(&filter);
    when(&filter, BPF_JGE, FIRST_SHARED_NUMBER, REFUSE(ENOSYS));
    finish(&filter, REFUSE(EPERM));
    return install(&filter);
}
