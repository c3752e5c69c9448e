/*
 * Seccomp filters, as programs that are written one decision after the other: the first that
 * applies counts.
 */
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FIRST_SHARED_NUMBER = 424 }; /* from here on every architecture has the same numbers */

/* Numbers that the headers at hand may not have yet; the same on every architecture. */
enum {
    NR_mount_setattr = 442,
    NR_quotactl_fd = 443,
    NR_landlock_create_ruleset = 444,
    NR_landlock_restrict_self = 446,
    NR_fchmodat2 = 452,
    NR_statmount = 457,
    NR_listmount = 458,
    NR_open_tree_attr = 467,
};

#define ALLOW SECCOMP_RET_ALLOW
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct filter {
    struct sock_filter code[512];
    unsigned short length;
};

/* Refuses other architectures and what this launcher does not know, and loads the call's number. */
void begin(struct filter *filter);

/* The instructions emitted from here to the matching done() are for this call only. */
unsigned short on(struct filter *filter, long number);
void done(struct filter *filter, unsigned short start);

/* The lower half of an argument: all there is of an int, on these little-endian machines. */
void load_argument(struct filter *filter, unsigned index);

/* Takes the bits of a mask alone from the loaded word. */
void mask(struct filter *filter, uint32_t bits);

/* If the loaded word compares as said (BPF_JEQ, BPF_JGE, BPF_JGT, BPF_JSET), that is the action. */
void when(struct filter *filter, unsigned short test, uint32_t value, uint32_t action);

/* The same for each of these calls. */
void when_any(struct filter *filter, const int *numbers, size_t count, uint32_t action);

/* The action where nothing applied. */
void finish(struct filter *filter, uint32_t action);

/* Puts the filter in force for good. False: the kernel has no seccomp filters. */
bool install(struct filter *filter);
