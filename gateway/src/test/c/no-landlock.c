/*
 * Starts the launcher as a kernel without Landlock would: its three system calls do not exist.
 * Compiled with -DLAUNCHER="path".
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { FIRST_OF_LANDLOCK = 444, LAST_OF_LANDLOCK = 446 };

int main(int argc, char **argv) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_OF_LANDLOCK, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, LAST_OF_LANDLOCK, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof rules / sizeof *rules, rules};
    /* The self-test's probe starts under the filter already, and may set no other. */
    bool inherited = argc > 1 && strcmp(argv[1], "probe") == 0;
    if (!inherited && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
                       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)) {
        perror("no-landlock");
        return 125;
    }
    execv(LAUNCHER, argv);
    perror(LAUNCHER);
    return 125;
}
