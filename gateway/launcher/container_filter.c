/*
 * The filter of the container's entry point, and so of all that it starts: a deny-list, because a
 * JVM uses far more calls than a child, and differently from release to release.
 */
#include "seccomp.h"

#include "filter.h"

#include <errno.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

/* clang-format off */
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
/* clang-format on */

enum {
    NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                 CLONE_NEWPID | CLONE_NEWNET,
    TIOCLINUX_CODE = 0x541C,
};

bool seccomp_confine_container(void) {
    struct filter filter = {0};
    begin(&filter);
    when_any(&filter, CONTAINER_REFUSED, COUNT(CONTAINER_REFUSED), REFUSE(EPERM));
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
