/*
 * Landlock: what the process may do with files, the network and other processes, by inode
 * hierarchy, so that neither symbolic links nor races lead out of it.
 *
 * The constants are the kernel's (Documentation/userspace-api/landlock.rst); they stand here
 * because the headers that the launcher is built with may be older than the kernel it runs on.
 */
#include "landlock.h"

#include "fail.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __NR_landlock_create_ruleset /* the same numbers on every architecture */
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif

#define FS_EXECUTE (1ULL << 0)
#define FS_WRITE_FILE (1ULL << 1)
#define FS_READ_FILE (1ULL << 2)
#define FS_READ_DIR (1ULL << 3)
#define FS_REMOVE_DIR (1ULL << 4)
#define FS_REMOVE_FILE (1ULL << 5)
#define FS_MAKE_DIR (1ULL << 7)
#define FS_MAKE_REG (1ULL << 8)
#define FS_MAKE_SYM (1ULL << 12)
#define FS_ABI_1 ((1ULL << 13) - 1) /* the above, writing, removing and making of every kind */
#define FS_REFER (1ULL << 13)       /* ABI 2: linking and renaming across folders */
#define FS_TRUNCATE (1ULL << 14)    /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15)   /* ABI 5 */
#define NET_TCP (3ULL)              /* ABI 4: bind and connect */
#define SCOPES (3ULL)               /* ABI 6: abstract UNIX sockets and signals of outsiders */

/* Files, folders and symbolic links; no devices, sockets and FIFOs. */
#define ADDING (FS_MAKE_DIR | FS_MAKE_REG | FS_MAKE_SYM | FS_REFER)
#define REMOVING (FS_REMOVE_DIR | FS_REMOVE_FILE)
#define CHANGING (FS_WRITE_FILE | FS_TRUNCATE)

enum {
    CREATE_RULESET_VERSION = 1,
    RULE_PATH_BENEATH = 1,
    /*
     * Version 7 adds flags about the audit log, whose defaults are what we want. A newer kernel
     * treats a ruleset as one of this version, whatever it has learnt: rights that a ruleset does
     * not name are not taken away. Version 8 (enforcement on all threads; there is one here) and 9
     * (sockets by path; the filters allow none to connect) add nothing that a child still could do.
     */
    KNOWN_ABI = 7,
};

struct ruleset_attributes {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
};

struct path_beneath_attributes {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed));

int landlock_abi(void) {
    long abi = syscall(__NR_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    if (abi < 0) {
        return 0;
    }
    return abi > KNOWN_ABI ? KNOWN_ABI : (int)abi;
}

static struct ruleset_attributes everything_known(int abi) {
    struct ruleset_attributes all = {.handled_access_fs = FS_ABI_1};
    if (abi >= 2) {
        all.handled_access_fs |= FS_REFER;
    }
    if (abi >= 3) {
        all.handled_access_fs |= FS_TRUNCATE;
    }
    if (abi >= 4) {
        all.handled_access_net = NET_TCP;
    }
    if (abi >= 5) {
        all.handled_access_fs |= FS_IOCTL_DEV;
    }
    if (abi >= 6) {
        all.scoped = SCOPES;
    }
    return all;
}

static uint64_t rights(unsigned access, bool folder) {
    const struct {
        enum access access;
        uint64_t file;
        uint64_t folder;
    } all[] = {
        {ACCESS_READ, FS_READ_FILE, FS_READ_DIR},
        {ACCESS_LOAD, FS_READ_FILE, FS_READ_DIR},
        {ACCESS_EXECUTE, FS_EXECUTE, 0},
        {ACCESS_LOG, FS_WRITE_FILE, 0},
        {ACCESS_ADD, 0, FS_READ_DIR | ADDING},
        {ACCESS_REMOVE, 0, REMOVING},
        {ACCESS_CHANGE, CHANGING, 0},
    };
    uint64_t given = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if ((access & all[i].access) != 0) {
            given |= all[i].file | (folder ? all[i].folder : 0);
        }
    }
    return given;
}

static void add_rule(int ruleset, uint64_t known, const struct rule *rule) {
    struct stat status;
    if (fstat(rule->fd, &status) != 0) {
        fail("a path cannot be examined: %s", strerror(errno));
    }
    struct path_beneath_attributes beneath = {
        .allowed_access = rights(rule->access, S_ISDIR(status.st_mode)) & known,
        .parent_fd = rule->fd,
    };
    if (syscall(__NR_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &beneath, 0) != 0) {
        fail("a Landlock rule is refused: %s", strerror(errno));
    }
}

static int ruleset(const struct rule *rules, size_t count, bool loaded) {
    int abi = landlock_abi();
    /* An older kernel accepts a larger structure as long as what it doesn't know is zero. */
    struct ruleset_attributes attributes = everything_known(abi);
    int fd = (int)syscall(__NR_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (fd < 0) {
        fail("no Landlock ruleset can be made: %s", strerror(errno));
    }
    for (size_t i = 0; i < count; i++) {
        bool needed = !loaded || (rules[i].access & (ACCESS_LOAD | ACCESS_EXECUTE)) == 0;
        if (rules[i].fd >= 0 && needed) {
            add_rule(fd, attributes.handled_access_fs, &rules[i]);
        }
    }
    return fd;
}

int landlock_once_loaded(const struct rule *rules, size_t count) {
    return landlock_abi() == 0 ? -1 : ruleset(rules, count, true);
}

bool landlock_confine(const struct rule *rules, size_t count) {
    if (landlock_abi() == 0) {
        return false;
    }
    int fd = ruleset(rules, count, false);
    if (syscall(__NR_landlock_restrict_self, fd, 0) != 0) {
        fail("the Landlock ruleset cannot be enforced: %s", strerror(errno));
    }
    close(fd);
    return true;
}
