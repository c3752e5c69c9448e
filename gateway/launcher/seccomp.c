/*
 * Seccomp filters: which system calls the process may make at all.
 *
 * A child has an allow-list. Measured with rsync 3.5.0 (every option of a pull: -aHAXSUz, each
 * checksum and compressor, files-from, protocol 29, iconv), a sender needs some fifty calls, makes
 * no process, no thread and no socket, opens nothing for writing, and works unchanged under this
 * list; a receiver adds those that change files, and two processes with a socket pair between
 * them. What a later kernel adds is denied without an edit here. The container's entry point has
 * a deny-list, because a JVM uses far more calls, and differently from release to release.
 *
 * Refused calls get EPERM; those with numbers from 424 on (Linux 5.1, where all architectures
 * began to share numbers) get ENOSYS, at which the C library falls back to the older call.
 */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the launcher knows the system calls of x86_64 and aarch64"
#endif

enum {
    FIRST_SHARED_NUMBER = 424,
    LAST_KNOWN_NUMBER = 469, /* file_setattr, Linux 6.17; what is newer is refused */
};

/* Numbers that the headers at hand may not have yet; the same on every architecture. */
enum {
    NR_mount_setattr = 442,
    NR_quotactl_fd = 443,
    NR_landlock_create_ruleset = 444,
    NR_fchmodat2 = 452,
    NR_statmount = 457,
    NR_listmount = 458,
    NR_open_tree_attr = 467,
};

#define ALLOW SECCOMP_RET_ALLOW
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))

struct filter {
    struct sock_filter code[512];
    unsigned short length;
};

static void emit(struct filter *filter, struct sock_filter instruction) {
    if (filter->length == sizeof filter->code / sizeof filter->code[0]) {
        fail("the seccomp filter is too long");
    }
    filter->code[filter->length++] = instruction;
}

static void load(struct filter *filter, size_t offset) {
    emit(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* The lower half of an argument: all there is of an int, on these little-endian machines. */
static void load_argument(struct filter *filter, unsigned index) {
    load(filter, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

static void finish(struct filter *filter, uint32_t action) {
    emit(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* If the loaded word compares as said (BPF_JEQ, BPF_JGE, BPF_JGT, BPF_JSET), that is the action. */
static void when(struct filter *filter, unsigned short test, uint32_t value, uint32_t action) {
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1));
    finish(filter, action);
}

/* The instructions emitted from here to the matching done() are for this call only. */
static unsigned short on(struct filter *filter, long number) {
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 0));
    return filter->length;
}

static void done(struct filter *filter, unsigned short start) {
    filter->code[start - 1].jf = (unsigned char)(filter->length - start);
}

static void begin(struct filter *filter) {
    /* Another architecture's numbers mean other calls, so there is no answer but the end. */
    load(filter, offsetof(struct seccomp_data, arch));
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    finish(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr));
    /* x32 calls, which carry a bit of their own, are beyond this number too. */
    when(filter, BPF_JGT, LAST_KNOWN_NUMBER, REFUSE(ENOSYS));
}

static bool install(struct filter *filter) {
    struct sock_fprog program = {.len = filter->length, .filter = filter->code};
    if (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0) {
        return true;
    }
    if (errno == ENOSYS || errno == EINVAL) {
        return false;
    }
    fail("the seccomp filter is refused: %s", strerror(errno));
}

/* What every child may do. */
static const int CHILD_CALLS[] = {
    /* reading files and folders */
    __NR_read, __NR_readv, __NR_pread64, __NR_lseek, __NR_close, __NR_close_range,
    __NR_getdents64, __NR_fstat, __NR_newfstatat, __NR_statx, __NR_statfs, __NR_fstatfs,
    __NR_readlinkat, __NR_faccessat, __NR_faccessat2, __NR_getcwd, __NR_chdir, __NR_fchdir,
    __NR_getxattr, __NR_lgetxattr, __NR_fgetxattr, __NR_listxattr, __NR_llistxattr,
    __NR_flistxattr, __NR_fadvise64,
    /* the pipes to the gateway */
    __NR_write, __NR_writev, __NR_fcntl, __NR_dup, __NR_dup3, __NR_pipe2, __NR_ppoll,
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
    /* for the self-test: the version of Landlock; a further ruleset could only confine more */
    NR_landlock_create_ruleset,
#if defined(__x86_64__) /* older forms, which newer architectures do not have */
    __NR_stat, __NR_lstat, __NR_access, __NR_readlink, __NR_poll, __NR_select, __NR_pipe,
    __NR_dup2, __NR_getrlimit, __NR_alarm, __NR_time, __NR_arch_prctl, __NR_getpgrp,
#endif
};

static void refuse_writing(struct filter *filter, long number, unsigned flags_index) {
    unsigned short start = on(filter, number);
    load_argument(filter, flags_index);
    emit(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K,
                                              ~(uint32_t)(O_NOFOLLOW | O_CLOEXEC | O_NOCTTY)));
    /* How rsync opens a log. It is left to Landlock, which refuses it: the self-test can so see
       Landlock at work, and not only this filter. */
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
static const int RECEIVER_CALLS[] = {
    /* contents */
    __NR_pwrite64, __NR_pwritev, __NR_ftruncate, __NR_truncate, __NR_fallocate, __NR_fsync,
    __NR_fdatasync, __NR_sync_file_range, __NR_copy_file_range,
    /* names */
    __NR_renameat2, __NR_unlinkat, __NR_mkdirat, __NR_symlinkat, __NR_linkat,
    /* attributes */
    __NR_fchown, __NR_fchownat, __NR_utimensat, __NR_setxattr, __NR_lsetxattr, __NR_fsetxattr,
    __NR_removexattr, __NR_lremovexattr, __NR_fremovexattr,
    /* its own other process */
    __NR_wait4, __NR_waitid, __NR_kill, __NR_tgkill, __NR_shutdown,
#ifdef __NR_renameat
    __NR_renameat,
#endif
#if defined(__x86_64__)
    __NR_rename, __NR_unlink, __NR_rmdir, __NR_mkdir, __NR_symlink, __NR_link, __NR_chown,
    __NR_lchown, __NR_utime, __NR_utimes, __NR_futimesat,
#endif
};

/*
 * As uid 0 nobody may plant a program that runs as uid 0 wherever the volume is mounted next; a
 * program that is set to any other user needs no such care, for it gains what its owner has.
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
        {__NR_fchmod, 1},   {__NR_fchmodat, 2}, {NR_fchmodat2, 2}, {__NR_openat, 3},
#if defined(__x86_64__)
        {__NR_chmod, 1},    {__NR_open, 2},     {__NR_creat, 1},
#endif
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
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
    emit(filter, (struct sock_filter)BPF_STMT(
                     BPF_ALU | BPF_AND | BPF_K,
                     ~(uint32_t)(CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CSIGNAL)));
    when(filter, BPF_JEQ, 0, ALLOW);
    finish(filter, REFUSE(EPERM));
    done(filter, start);
    start = on(filter, __NR_socketpair);
    load_argument(filter, 0);
    when(filter, BPF_JEQ, AF_UNIX, ALLOW);
    finish(filter, REFUSE(EAFNOSUPPORT));
    done(filter, start);
}

static void writing(struct filter *filter) {
    allow_modes(filter);
    allow_fork(filter);
    for (size_t i = 0; i < sizeof RECEIVER_CALLS / sizeof RECEIVER_CALLS[0]; i++) {
        when(filter, BPF_JEQ, (uint32_t)RECEIVER_CALLS[i], ALLOW);
    }
}

bool seccomp_confine_child(enum profile profile) {
    struct filter filter = {0};
    begin(&filter);
    if (profile == PROFILE_RECEIVER) {
        writing(&filter);
    } else {
        only_reading(&filter);
    }
    for (size_t i = 0; i < sizeof CHILD_CALLS / sizeof CHILD_CALLS[0]; i++) {
        when(&filter, BPF_JEQ, (uint32_t)CHILD_CALLS[i], ALLOW);
    }
    /* The limits of other processes, such as the gateway's, are not a child's to set. */
    unsigned short start = on(&filter, __NR_prlimit64);
    load_argument(&filter, 0);
    when(&filter, BPF_JEQ, 0, ALLOW);
    finish(&filter, REFUSE(EPERM));
    done(&filter, start);
    start = on(&filter, __NR_prctl);
    load_argument(&filter, 0);
    when(&filter, BPF_JEQ, PR_GET_NO_NEW_PRIVS, ALLOW);
    when(&filter, BPF_JEQ, PR_GET_SECCOMP, ALLOW);
    finish(&filter, REFUSE(EPERM));
    done(&filter, start);
    when(&filter, BPF_JGE, FIRST_SHARED_NUMBER, REFUSE(ENOSYS));
    finish(&filter, REFUSE(EPERM));
    return install(&filter);
}

static const int CONTAINER_REFUSED[] = {
    /* reads any file of the node's file system, past mounts and Landlock, with DAC_READ_SEARCH */
    __NR_open_by_handle_at, __NR_name_to_handle_at,
    /* mounts and namespaces; clone() is looked at below */
    __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_move_mount, __NR_open_tree,
    __NR_fsopen, __NR_fsconfig, __NR_fsmount, __NR_fspick, NR_mount_setattr, NR_statmount,
    NR_listmount, NR_open_tree_attr, __NR_setns, __NR_unshare,
    /* other processes */
    __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_pidfd_getfd, __NR_kcmp,
    /* large parts of the kernel that neither a JVM nor rsync needs */
    __NR_io_uring_setup, __NR_io_uring_enter, __NR_io_uring_register, __NR_bpf,
    __NR_perf_event_open, __NR_userfaultfd, __NR_add_key, __NR_request_key, __NR_keyctl,
    __NR_fanotify_init,
    /* the machine */
    __NR_init_module, __NR_finit_module, __NR_delete_module, __NR_kexec_load,
#ifdef __NR_kexec_file_load
    __NR_kexec_file_load,
#endif
    __NR_reboot, __NR_swapon, __NR_swapoff, __NR_acct, __NR_syslog, __NR_quotactl,
    NR_quotactl_fd, __NR_settimeofday, __NR_clock_settime, __NR_clock_adjtime, __NR_adjtimex,
    __NR_sethostname, __NR_setdomainname, __NR_vhangup, __NR_personality,
#if defined(__x86_64__)
    __NR_iopl, __NR_ioperm, __NR_modify_ldt,
#endif
};

enum {
    NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                 CLONE_NEWPID | CLONE_NEWNET,
    TIOCLINUX_CODE = 0x541C,
};

bool seccomp_confine_container(void) {
    struct filter filter = {0};
    begin(&filter);
    for (size_t i = 0; i < sizeof CONTAINER_REFUSED / sizeof CONTAINER_REFUSED[0]; i++) {
        when(&filter, BPF_JEQ, (uint32_t)CONTAINER_REFUSED[i], REFUSE(EPERM));
    }
    /* Its flags lie in memory, where no filter sees them; the C library falls back to clone. */
    when(&filter, BPF_JEQ, __NR_clone3, REFUSE(ENOSYS));
    unsigned short start = on(&filter, __NR_clone);
    load_argument(&filter, 0);
    when(&filter, BPF_JSET, NAMESPACES, REFUSE(EPERM));
    finish(&filter, ALLOW);
    done(&filter, start);
    /* Both put input into a terminal that may be someone else's. */
    start = on(&filter, __NR_ioctl);
    load_argument(&filter, 1);
    when(&filter, BPF_JEQ, TIOCSTI, REFUSE(EPERM));
    when(&filter, BPF_JEQ, TIOCLINUX_CODE, REFUSE(EPERM));
    finish(&filter, ALLOW);
    done(&filter, start);
    start = on(&filter, __NR_socket);
    load_argument(&filter, 0);
    when(&filter, BPF_JEQ, AF_UNIX, ALLOW);
    when(&filter, BPF_JEQ, AF_INET, ALLOW);
    when(&filter, BPF_JEQ, AF_INET6, ALLOW);
    when(&filter, BPF_JEQ, AF_NETLINK, ALLOW); /* how the C library lists interfaces */
    finish(&filter, REFUSE(EAFNOSUPPORT));
    done(&filter, start);
    finish(&filter, ALLOW);
    return install(&filter);
}
