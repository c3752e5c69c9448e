/* The pieces of a filter, and its installation. */
#include "filter.h"

#include "fail.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
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
    LAST_KNOWN_NUMBER = 469, /* file_setattr, Linux 6.17; what is newer is refused */
    LONGEST_JUMP = 255,
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

void load_argument(struct filter *filter, unsigned index) {
    load(filter, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

void mask(struct filter *filter, uint32_t bits) {
    emit(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits));
}

void finish(struct filter *filter, uint32_t action) {
    emit(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

void when(struct filter *filter, unsigned short test, uint32_t value, uint32_t action) {
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1));
    finish(filter, action);
}

void when_any(struct filter *filter, const int *numbers, size_t count, uint32_t action) {
    for (size_t i = 0; i < count; i++) {
        when(filter, BPF_JEQ, (uint32_t)numbers[i], action);
    }
}

unsigned short on(struct filter *filter, long number) {
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 0));
    return filter->length;
}

void done(struct filter *filter, unsigned short start) {
    if (filter->length - start > LONGEST_JUMP) {
        fail("a rule of the seccomp filter is too long");
    }
    filter->code[start - 1].jf = (unsigned char)(filter->length - start);
}

void begin(struct filter *filter) {
    /* Another architecture's numbers mean other calls, so there is no answer but the end. */
    load(filter, offsetof(struct seccomp_data, arch));
    emit(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    finish(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr));
    /* x32 calls, which carry a bit of their own, are beyond this number too. */
    when(filter, BPF_JGT, LAST_KNOWN_NUMBER, REFUSE(ENOSYS));
}

bool install(struct filter *filter) {
    struct sock_fprog program = {.len = filter->length, .filter = filter->code};
    if (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0) {
        return true;
    }
    if (errno == ENOSYS || errno == EINVAL) {
        return false;
    }
    fail("the seccomp filter is refused: %s", strerror(errno));
}
