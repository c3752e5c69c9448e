/* One child: confines itself as its options say, and becomes the program. */
#include "child.h"

#include "child_spec.h"
#include "destination.h"
#include "fail.h"
#include "file_server.h"
#include "load.h"
#include "patterns.h"
#include "percent_encoding.h"
#include "probe.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MOST_ARGUMENTS = 4096,
    PATTERN_SECONDS = 20,
};

/* clang-format off */
static char *environment[] = {
    "PATH=/usr/bin:/bin", "LANG=C", "LC_ALL=C", "HOME=/nonexistent", "TZ=UTC0",
    NULL, NULL, NULL, NULL, NULL, /* see load.c */
};
/* clang-format on */

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

static void change_directory(const struct child_spec *spec) {
    if (spec->directory == NULL) {
        fail("--chdir is missing");
    }
    /* A place's path may by now lead elsewhere; its descriptor does not. */
    for (size_t i = 0; i < spec->place_count; i++) {
        if (strcmp(spec->directory, spec->places[i].path) == 0) {
            if (fchdir(spec->places[i].fd) != 0) {
                place_unavailable(i);
            }
            return;
        }
    }
    if (chdir(spec->directory) != 0) {
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

static void limit_resources(const struct child_spec *spec) {
    /* If the pod runs out of memory all the same, let it cost this pull and not the gateway. */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && write(fd, "1000", 4) != 4) {
        /* Without it the kernel chooses the largest process. */
    }
    close(fd);
    limit(RLIMIT_CORE, 0);
    if (spec->profile != PROFILE_RECEIVER) {
        limit(RLIMIT_FSIZE, 0);
    }
    if (spec->limits.address_space > 0) {
        limit(RLIMIT_AS, spec->limits.address_space);
    }
    if (spec->limits.open_files > 0) {
        limit(RLIMIT_NOFILE, spec->limits.open_files);
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

static void confine(const struct child_spec *spec) {
    /* Before its third version Landlock needs the filter's help to keep contents, see there. */
    bool best_effort = spec->best_effort && spec->incoming.path == NULL;
    if (!landlock_confine(spec->rules, spec->rule_count) && !best_effort) {
        fail("the kernel offers no Landlock");
    }
    if (!seccomp_confine_child(spec->profile, spec->spared) && !best_effort) {
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

static void add_argument(const struct child_spec *spec, struct list *command,
                         const char *argument) {
    char *value = percent_decode(argument + (*argument == '\0' ? 0 : 1));
    switch (*argument) {
    case '=':
        list_add(command, value);
        break;
    case '*':
        expand_pattern(value, command);
        break;
    case '@': /* it ends with the incoming folder's path; there is none where that is not */
        if (spec->incoming.path != NULL) {
            list_add(command, format_text("%s%s", value, spec->incoming.path));
        }
        break;
    default:
        fail("an argument lacks its prefix");
    }
}

static struct list command_line(const struct child_spec *spec, char *program, char **arguments) {
    struct list command = {0};
    list_add(&command, program);
    signal(SIGALRM, too_slow);
    alarm(PATTERN_SECONDS);
    for (size_t i = 0; arguments[i] != NULL; i++) {
        if (i == MOST_ARGUMENTS) {
            fail("too many arguments");
        }
        add_argument(spec, &command, arguments[i]);
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
        *argument = percent_decode(*argument);
    }
    exit(probe(arguments));
}

static _Noreturn void become_file_server(const struct child_spec *spec) {
    static int descriptors[MOST_PLACES];
    for (size_t i = 0; i < spec->place_count; i++) {
        descriptors[i] = spec->places[i].fd;
    }
    serve_files(descriptors, spec->place_count);
}

/* The last argument of a push, which is never a pattern. */
static char *destination(const struct child_spec *spec, char **words) {
    char **last = words;
    while (last[0] != NULL && last[1] != NULL) {
        last++;
    }
    if (last[0] == NULL || last[0][0] != '=' || spec->place_count != 1) {
        fail("--destination needs a path in one volume");
    }
    return enter_destination(spec->places[0].fd, percent_decode(last[0] + 1));
}

static void prepare_incoming_folder(struct child_spec *spec) {
    if (!has_incoming(spec) || spec->place_count != 1) {
        return;
    }
    spec->incoming = make_incoming_folder(spec->places[0].fd, spec->places[0].path);
    grant(spec, spec->incoming.fd, ACCESS_READ | ACCESS_ADD | ACCESS_REMOVE | ACCESS_CHANGE);
    tend_incoming_folder(&spec->incoming);
}

static void prepare_loading(struct child_spec *spec) {
    if (spec->rule_count == MOST_RULES) {
        fail("too many paths");
    }
    int incoming = spec->incoming.path == NULL ? -1 : spec->incoming.fd;
    spec->rule_count = have_rsync_load(spec->rules, spec->rule_count, incoming, environment);
}

/* place: the last argument, where that is already known */
static _Noreturn void become(const struct child_spec *spec, char **words, char *place) {
    char *program = percent_decode(words[0]);
    struct list command = command_line(spec, program, words + 1);
    if (place != NULL) {
        command.items[command.count - 1] = place;
    }
    withhold_until_loaded(&command, spec->profile);
    list_add(&command, NULL);
    execve(program, command.items, environment);
    fail("the program cannot be started: %s", strerror(errno));
}

void child(char **arguments) {
    static struct child_spec spec;
    spec.spared.starter = getppid();
    separate();
    char **words = read_options(&spec, arguments);
    words += *words == NULL ? 0 : 1;
    bool is_program = spec.profile != PROFILE_FILES;
    if (is_program && *words == NULL) {
        fail("usage: launcher child OPTION… -- PROGRAM ARG…");
    }
    if (spec.profile == PROFILE_NONE) {
        fail("--profile is missing");
    }
    /* What is written gets the permissions that rsync would give it under any other server. */
    umask(spec.profile == PROFILE_RECEIVER ? 022 : 077);
    change_directory(&spec);
    limit_resources(&spec);
    drop_capabilities(spec.profile);
    char *place = spec.has_destination ? destination(&spec, words) : NULL;
    prepare_incoming_folder(&spec);
    spec.spared.parent = getppid();
    if (is_program) {
        prepare_loading(&spec);
    }
    confine(&spec);
    if (is_program) {
        become(&spec, words, place);
    }
    if (*words != NULL) {
        prove_file_server(words);
    }
    become_file_server(&spec);
}
