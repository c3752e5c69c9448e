/* One child: confines itself as its options say, and becomes the program. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MAX_VOLUMES = 256,
    MAX_RULES = MAX_VOLUMES + 64,
    MAX_ARGUMENTS = 4096,
    PATTERN_SECONDS = 20,
};

struct volume {
    char *path; /* as --chdir names it */
    int fd;
};

struct plan {
    struct volume volumes[MAX_VOLUMES];
    size_t volume_count;
    struct rule rules[MAX_RULES];
    size_t rule_count;
    char *directory;
    rlim_t address_space;
    rlim_t open_files;
    enum profile profile;
    bool best_effort;
    bool has_destination;
    bool unreadable;    /* the files that are there */
    bool irreplaceable; /* likewise */
    struct spared spared;
    struct incoming incoming;
};

static char *environment[] = {
    "PATH=/usr/bin:/bin", "LANG=C", "LC_ALL=C", "HOME=/nonexistent", "TZ=UTC0",
    NULL, NULL, NULL, NULL, NULL, /* see load.c */
};

static void grant(struct plan *plan, int fd, unsigned access) {
    if (plan->rule_count == MAX_RULES) {
        fail("too many paths");
    }
    plan->rules[plan->rule_count++] = (struct rule){.fd = fd, .access = access};
}

/* The volume's owner decides what lies beneath the mount: nothing on the way may lead elsewhere. */
static int open_beneath(int mount, const char *folder) {
    struct open_how how = {
        .flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(__NR_openat2, mount, folder, &how, sizeof how);
}

static _Noreturn void unavailable(size_t index) {
    dprintf(STDERR_FILENO, "volume %zu is not available\n", index);
    _exit(EXIT_UNAVAILABLE);
}

static bool can_move_between_folders(void) {
    return landlock_abi() >= 2;
}

/*
 * Whether the push has a folder of its own for what is incomplete. Where the kernel denies every
 * move between folders, what is there is readable, or the push refused, and rsync's own options
 * alone keep it from being replaced.
 */
static bool has_incoming(const struct plan *plan) {
    return (plan->unreadable || plan->irreplaceable) && can_move_between_folders();
}

static unsigned volume_access(const struct plan *plan) {
    if (plan->profile != PROFILE_RECEIVER) {
        return ACCESS_READ;
    }
    if (!has_incoming(plan)) {
        return ACCESS_READ | ACCESS_ADD | ACCESS_REMOVE | ACCESS_CHANGE;
    }
    return ACCESS_ADD | (plan->unreadable ? 0 : ACCESS_READ) |
           (plan->irreplaceable ? 0 : ACCESS_REMOVE);
}

static void require_unreadable(void) {
    if (can_move_between_folders()) {
        return;
    }
    dprintf(STDERR_FILENO, "the kernel of this server cannot keep a write-only volume from being "
                           "read: Linux 5.19 or later is needed, with Landlock\n");
    _exit(EXIT_REFUSED);
}

static void add_volume(struct plan *plan, char *mount) {
    if (plan->volume_count == MAX_VOLUMES) {
        fail("too many volumes");
    }
    if (mount[0] != '/') {
        fail("a mount needs an absolute path");
    }
    struct volume *volume = &plan->volumes[plan->volume_count];
    char *folder = strstr(mount, "//");
    if (folder == NULL) {
        volume->path = mount;
        volume->fd = open(mount, O_PATH | O_DIRECTORY | O_CLOEXEC);
    } else {
        *folder = '\0';
        int fd = open(mount, O_PATH | O_DIRECTORY | O_CLOEXEC);
        folder += 2;
        volume->fd = fd < 0 ? -1 : open_beneath(fd, folder);
        close(fd);
        if (asprintf(&volume->path, "%s/%s", mount, folder) < 0) {
            fail("out of memory");
        }
    }
    /* Who serves files serves those of the other volumes. */
    if (volume->fd < 0 && plan->profile != PROFILE_FILES) {
        unavailable(plan->volume_count);
    }
    grant(plan, volume->fd, volume_access(plan));
    plan->volume_count++;
}

/* The gateway's end of it is the only reader; a file in its place would be the child's to write. */
static void add_log(struct plan *plan, const char *path) {
    struct stat status;
    int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) {
        fail("the log is no pipe");
    }
    grant(plan, fd, ACCESS_LOG);
}

/* A path of the system that is missing is not granted; whoever needs it will say so. */
static void add_path(struct plan *plan, const char *path, unsigned access) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd >= 0) {
        grant(plan, fd, access);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        fail("a path cannot be opened: %s", strerror(errno));
    }
}

/*
 * The descriptor outlives exec, and so the lock lasts as long as the program and what it forks.
 * What can be opened through it is what Landlock says, as through any other; that folder's own
 * names can be listed, for it was opened before Landlock had a say.
 */
static void lock(const char *folder) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
        fail("the folder to be locked cannot be opened: %s", strerror(errno));
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            fail("the folder cannot be locked: %s", strerror(errno));
        }
        dprintf(STDERR_FILENO, "Another instance of rrsync is already accessing this directory.\n");
        _exit(EXIT_LOCKED);
    }
}

static enum profile profile(const char *name) {
    if (strcmp(name, "sender") == 0) {
        return PROFILE_SENDER;
    }
    if (strcmp(name, "receiver") == 0) {
        return PROFILE_RECEIVER;
    }
    if (strcmp(name, "files") == 0) {
        return PROFILE_FILES;
    }
    fail("a profile is unknown");
}

static rlim_t number(const char *text) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value == 0) {
        fail("a limit is not a positive number");
    }
    return (rlim_t)value;
}

static void add_option(struct plan *plan, const char *option) {
    const char *equals = strchr(option, '=');
    size_t length = equals == NULL ? strlen(option) : (size_t)(equals - option);
    char *value = equals == NULL ? NULL : unarmour(equals + 1);
    const char *name = strndupa(option, length);
    if (value == NULL && strcmp(name, "--best-effort") == 0) {
        plan->best_effort = true;
    } else if (value == NULL && strcmp(name, "--destination") == 0) {
        plan->has_destination = true;
    } else if (value == NULL && strcmp(name, "--unreadable") == 0) {
        require_unreadable();
        plan->unreadable = true;
    } else if (value == NULL && strcmp(name, "--irreplaceable") == 0) {
        plan->irreplaceable = true;
    } else if (value == NULL) {
        fail("an option is unknown or lacks its value");
    } else if (strcmp(name, "--profile") == 0) {
        plan->profile = profile(value);
    } else if (plan->profile == PROFILE_NONE) {
        fail("--profile comes first"); /* the other options depend on it */
    } else if (strcmp(name, "--volume") == 0) {
        add_volume(plan, value);
    } else if (strcmp(name, "--read") == 0) {
        add_path(plan, value, ACCESS_READ);
    } else if (strcmp(name, "--load") == 0) {
        add_path(plan, value, ACCESS_LOAD);
    } else if (strcmp(name, "--execute") == 0) {
        add_path(plan, value, ACCESS_LOAD | ACCESS_EXECUTE);
    } else if (strcmp(name, "--chdir") == 0) {
        plan->directory = value;
    } else if (strcmp(name, "--log") == 0) {
        add_log(plan, value);
    } else if (strcmp(name, "--lock") == 0) {
        lock(value);
    } else if (strcmp(name, "--limit-as") == 0) {
        plan->address_space = number(value);
    } else if (strcmp(name, "--limit-nofile") == 0) {
        plan->open_files = number(value);
    } else {
        fail("an option is unknown");
    }
}

/* A session of its own: a group that can be killed as one, and no terminal. */
static void separate(void) {
    if (setsid() < 0 && getpgrp() != getpid()) {
        fail("no session can be made: %s", strerror(errno));
    }
    for (int signal_number = 1; signal_number < NSIG; signal_number++) {
        signal(signal_number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (syscall(__NR_close_range, STDERR_FILENO + 1, ~0U, 0) != 0) {
        fail("descriptors cannot be closed: %s", strerror(errno));
    }
}

static void change_directory(const struct plan *plan) {
    if (plan->directory == NULL) {
        fail("--chdir is missing");
    }
    /* A volume's path may by now lead elsewhere; its descriptor does not. */
    for (size_t i = 0; i < plan->volume_count; i++) {
        if (strcmp(plan->directory, plan->volumes[i].path) == 0) {
            if (fchdir(plan->volumes[i].fd) != 0) {
                unavailable(i);
            }
            return;
        }
    }
    if (chdir(plan->directory) != 0) {
        fail("the working directory cannot be entered: %s", strerror(errno));
    }
}

static void limit(int resource, rlim_t value) {
    struct rlimit limits;
    if (getrlimit(resource, &limits) != 0) {
        fail("a limit cannot be read: %s", strerror(errno));
    }
    if (limits.rlim_max == RLIM_INFINITY || limits.rlim_max > value) {
        limits.rlim_max = value;
    }
    limits.rlim_cur = limits.rlim_max;
    if (setrlimit(resource, &limits) != 0) {
        fail("a limit cannot be set: %s", strerror(errno));
    }
}

static void limit_resources(const struct plan *plan) {
    /* If the pod runs out of memory all the same, let it cost this pull and not the gateway. */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "1000", 4) != 4) {
        /* Without it the kernel chooses the largest process. */
    }
    close(fd);
    limit(RLIMIT_CORE, 0);
    if (plan->profile != PROFILE_RECEIVER) {
        limit(RLIMIT_FSIZE, 0);
    }
    if (plan->address_space > 0) {
        limit(RLIMIT_AS, plan->address_space);
    }
    if (plan->open_files > 0) {
        limit(RLIMIT_NOFILE, plan->open_files);
    }
}

/*
 * Of what the pod was granted, keep what reads other owners' files: DAC_READ_SEARCH, or where only
 * DAC_OVERRIDE is to be had, that. Writing needs the permissions of its own user. With
 * no_new_privs, exec gives nothing back, not even to uid 0.
 */
static void drop_capabilities(enum profile profile) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {0};
    if (syscall(__NR_capget, &header, data) != 0) {
        fail("capabilities cannot be read: %s", strerror(errno));
    }
    uint32_t keep = data[0].permitted & (1U << CAP_DAC_READ_SEARCH);
    if (keep == 0) {
        keep = data[0].permitted & (1U << CAP_DAC_OVERRIDE);
    }
    if (profile == PROFILE_RECEIVER) {
        keep = 0;
    }
    data[0].permitted = keep;
    data[0].effective &= keep;
    data[0].inheritable &= keep;
    data[1] = (struct __user_cap_data_struct){0};
    if (syscall(__NR_capset, &header, data) != 0) {
        fail("capabilities cannot be dropped: %s", strerror(errno));
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        fail("no-new-privileges cannot be set: %s", strerror(errno));
    }
}

static void confine(const struct plan *plan) {
    /* Before its third version Landlock needs the filter's help to keep contents, see there. */
    bool best_effort = plan->best_effort && plan->incoming.path == NULL;
    if (!landlock_confine(plan->rules, plan->rule_count) && !best_effort) {
        fail("the kernel offers no Landlock");
    }
    if (!seccomp_confine_child(plan->profile, plan->spared) && !best_effort) {
        fail("the kernel has no seccomp filters");
    }
}

static void too_slow(int signal_number) {
    static const char line[] = "the patterns take too long to match\n";
    (void)signal_number;
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0) {
        /* The exit status says that nothing was started. */
    }
    _exit(EXIT_REFUSED);
}

/* An argument that ends with the incoming folder's path; there is none where that is not. */
static void add_incoming(struct names *command, const char *prefix, const char *path) {
    char *argument;
    if (path == NULL) {
        return;
    }
    if (asprintf(&argument, "%s%s", prefix, path) < 0) {
        fail("out of memory");
    }
    names_add(command, argument);
}

static struct names command_line(const struct plan *plan, char *program, char **arguments) {
    struct names command = {0};
    names_add(&command, program);
    signal(SIGALRM, too_slow);
    alarm(PATTERN_SECONDS);
    for (size_t i = 0; arguments[i] != NULL; i++) {
        if (i == MAX_ARGUMENTS) {
            fail("too many arguments");
        }
        if (arguments[i][0] == '=') {
            names_add(&command, unarmour(arguments[i] + 1));
        } else if (arguments[i][0] == '*') {
            expand(unarmour(arguments[i] + 1), &command);
        } else if (arguments[i][0] == '@') {
            add_incoming(&command, unarmour(arguments[i] + 1), plan->incoming.path);
        } else {
            fail("an argument lacks its prefix");
        }
    }
    alarm(0); /* it would outlive exec */
    return command;
}

/* The self-test in the place of the file server, because that starts no program. */
static _Noreturn void prove_file_server(char **arguments) {
    if (strcmp(arguments[0], "probe") != 0) {
        fail("the file server takes no arguments");
    }
    for (char **argument = ++arguments; *argument != NULL; argument++) {
        *argument = unarmour(*argument);
    }
    exit(probe(arguments));
}

static _Noreturn void become_file_server(const struct plan *plan) {
    static int descriptors[MAX_VOLUMES];
    for (size_t i = 0; i < plan->volume_count; i++) {
        descriptors[i] = plan->volumes[i].fd;
    }
    serve_files(descriptors, plan->volume_count);
}

/* The last argument of a push, which is never a pattern. */
static char *destination(const struct plan *plan, char **arguments) {
    char **last = arguments;
    while (last[0] != NULL && last[1] != NULL) {
        last++;
    }
    if (last[0] == NULL || last[0][0] != '=' || plan->volume_count != 1) {
        fail("--destination needs a path in one volume");
    }
    return enter_destination(plan->volumes[0].fd, unarmour(last[0] + 1));
}

void child(char **arguments) {
    static struct plan plan;
    plan.spared.starter = getppid();
    separate();
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++) {
        add_option(&plan, *arguments);
    }
    if (plan.profile != PROFILE_FILES && (arguments[0] == NULL || arguments[1] == NULL)) {
        fail("usage: launcher child OPTION… -- PROGRAM ARG…");
    }
    if (plan.profile == PROFILE_NONE) {
        fail("--profile is missing");
    }
    /* What is written gets the permissions that rsync would give it under any other server. */
    umask(plan.profile == PROFILE_RECEIVER ? 022 : 077);
    change_directory(&plan);
    limit_resources(&plan);
    drop_capabilities(plan.profile);
    char *place = plan.has_destination ? destination(&plan, arguments + 2) : NULL;
    if (has_incoming(&plan) && plan.volume_count == 1) {
        plan.incoming = make_incoming(plan.volumes[0].fd, plan.volumes[0].path);
        grant(&plan, plan.incoming.fd, ACCESS_READ | ACCESS_ADD | ACCESS_REMOVE | ACCESS_CHANGE);
        tend_incoming(&plan.incoming);
    }
    plan.spared.parent = getppid();
    if (plan.profile != PROFILE_FILES) {
        if (plan.rule_count == MAX_RULES) {
            fail("too many paths");
        }
        int incoming = plan.incoming.path == NULL ? -1 : plan.incoming.fd;
        plan.rule_count = have_rsync_load(plan.rules, plan.rule_count, incoming, environment);
    }
    confine(&plan);
    if (plan.profile == PROFILE_FILES) {
        if (arguments[0] != NULL && arguments[1] != NULL) {
            prove_file_server(arguments + 1);
        }
        become_file_server(&plan);
    }
    char *program = unarmour(arguments[1]);
    struct names command = command_line(&plan, program, arguments + 2);
    if (place != NULL) {
        command.items[command.count - 1] = place;
    }
    withhold_until_loaded(&command, plan.profile);
    names_add(&command, NULL);
    execve(program, command.items, environment);
    fail("the program cannot be started: %s", strerror(errno));
}
