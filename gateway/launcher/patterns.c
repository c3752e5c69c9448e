/*
 * Patterns, as a POSIX shell expands them, run under the child's confinement: the names come from
 * the volume, whose owner may be hostile, and so does the shape of its folders.
 *
 * Stricter than a shell in two points: "." and ".." are never matched, and no pattern can take
 * more than bounded time (one star is retried, never two) whatever the names are.
 */
#include "patterns.h"

#include "fail.h"
#include "incoming_name.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    MOST_MATCHES = 1000,
    MOST_HELD = 50000, /* names of folders to be looked into; they fit the least --limit-as */
};

struct search {
    char path[PATH_MAX];
    struct list *found;
};

static size_t matches_so_far; /* of all patterns */
static size_t names_held;     /* of all folders on the way to where the search is */

static bool in_class(const char *class, size_t length, unsigned char c) {
    static const struct {
        const char *name;
        int (*test)(int);
    } classes[] = {
        /* clang-format off */
        {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
        {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
        {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
        /* clang-format on */
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) == length && strncmp(classes[i].name, class, length) == 0) {
            return classes[i].test(c) != 0;
        }
    }
    return false;
}

/* One character of a bracket, a backslash before it taken away. */
static unsigned char bracket_character(const char **pattern, const char *end) {
    if (**pattern == '\\' && *pattern + 1 < end) {
        (*pattern)++;
    }
    return (unsigned char)*(*pattern)++;
}

/* Whether a bracket matches; *pattern moves from behind '[' to behind ']'. NULL: it never ends. */
static bool bracket(const char **pattern, const char *end, unsigned char c) {
    const char *p = *pattern;
    bool negated = p < end && (*p == '!' || *p == '^');
    bool matched = false;
    p += negated;
    for (const char *first = p; p < end && (*p != ']' || p == first);) {
        const char *close = p + 1 < end && p[0] == '[' && p[1] == ':'
                                ? memmem(p + 2, (size_t)(end - p - 2), ":]", 2)
                                : NULL;
        if (close != NULL) {
            matched |= in_class(p + 2, (size_t)(close - p - 2), c);
            p = close + 2;
            continue;
        }
        unsigned char low = bracket_character(&p, end);
        unsigned char high = low;
        if (p + 1 < end && p[0] == '-' && p[1] != ']') {
            p++;
            high = bracket_character(&p, end);
        }
        matched |= low <= c && c <= high;
    }
    *pattern = p < end ? p + 1 : NULL;
    return matched != negated;
}

/* Whether the pattern's next element, which is no star, matches; if so *pattern moves behind it. */
static bool matches_one(const char **pattern, const char *end, char c) {
    const char *next = *pattern + 1;
    bool matched = false;
    if (**pattern == '?') {
        matched = true;
    } else if (**pattern == '[') {
        const char *behind = next;
        matched = bracket(&behind, end, (unsigned char)c);
        if (behind != NULL) {
            next = behind;
        } else {
            matched = c == '[';
        }
    } else {
        if (**pattern == '\\' && next < end) {
            next++;
        }
        matched = next[-1] == c;
    }
    if (matched) {
        *pattern = next;
    }
    return matched;
}

/* Whether a name matches the one path element from pattern to end. */
static bool matches(const char *pattern, const char *end, const char *name) {
    const char *after_star = NULL;
    const char *star_name = NULL;
    while (true) {
        if (pattern < end && *pattern == '*') {
            after_star = ++pattern;
            star_name = name;
        } else if (*name == '\0') {
            return pattern == end;
        } else if (pattern < end && matches_one(&pattern, end, *name)) {
            name++;
        } else if (after_star != NULL) {
            pattern = after_star;
            name = ++star_name;
        } else {
            return false;
        }
    }
}

static bool has_wildcard(const char *element, const char *end) {
    for (const char *c = element; c < end; c++) {
        if (*c == '\\') {
            c++;
        } else if (*c == '*' || *c == '?' || *c == '[') {
            return true;
        }
    }
    return false;
}

/* Copies without the backslashes that quote; returns the length, or 0 when there is no room. */
static size_t unquote(const char *text, const char *end, char *out, size_t room) {
    size_t length = 0;
    for (const char *c = text; c < end; c++) {
        if (*c == '\\' && c + 1 < end) {
            c++;
        }
        if (length + 1 >= room) {
            return 0;
        }
        out[length++] = *c;
    }
    out[length] = '\0';
    return length;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Never fewer than match: a client with --delete would take the rest for deleted. */
static _Noreturn void too_many(void) {
    end_with(EXIT_REFUSED, "the patterns match more than %d names", MOST_MATCHES);
}

/* As a shell: what is no folder, or none for this user, has no match. */
static bool is_no_match(int error) {
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP ||
           error == ENAMETOOLONG;
}

/* For want of descriptors or memory, or because the disk fails: that says nothing of its names. */
static _Noreturn void unreadable(void) {
    end_with(EXIT_REFUSED, "a folder of the patterns cannot be read");
}

static bool is_hidden(const char *name, const char *element) {
    bool dotfiles = element[0] == '.' || (element[0] == '\\' && element[1] == '.');
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, INCOMING) == 0 ||
           (name[0] == '.' && !dotfiles);
}

/* Counted while they are read, so that a huge folder does not fill the memory first. */
static void hold(struct list *names, const char *name, bool is_last) {
    list_add(names, copy(name));
    names_held++;
    if (names_held > MOST_HELD || (is_last && matches_so_far + names->count > MOST_MATCHES)) {
        too_many();
    }
}

/* The names in a folder that match the path element from element to end. */
static struct list matching_names(const char *folder, const char *element, const char *end) {
    struct list names = {0};
    DIR *entries = opendir(*folder == '\0' ? "." : folder);
    if (entries == NULL) {
        if (!is_no_match(errno)) {
            unreadable();
        }
        return names;
    }
    for (struct dirent *entry; errno = 0, (entry = readdir(entries)) != NULL;) {
        if (!is_hidden(entry->d_name, element) && matches(element, end, entry->d_name)) {
            hold(&names, entry->d_name, *end == '\0');
        }
    }
    if (errno != 0) {
        unreadable();
    }
    closedir(entries);
    if (names.count > 0) {
        qsort(names.items, names.count, sizeof names.items[0], by_bytes);
    }
    return names;
}

static void found(struct search *search) {
    struct stat status;
    if (lstat(search->path, &status) != 0) {
        return;
    }
    if (++matches_so_far > MOST_MATCHES) {
        too_many();
    }
    list_add(search->found, copy(search->path));
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than a path has names */
static void walk(struct search *search, size_t length, const char *rest) {
    while (*rest == '/' && length + 1 < sizeof search->path) {
        search->path[length++] = *rest++;
    }
    search->path[length] = '\0';
    if (*rest == '\0') {
        found(search);
        return;
    }
    const char *end = rest + strcspn(rest, "/");
    size_t room = sizeof search->path - length;
    if (!has_wildcard(rest, end)) {
        size_t added = unquote(rest, end, search->path + length, room);
        if (added > 0) {
            walk(search, length + added, end);
        }
        return;
    }
    struct list names = matching_names(search->path, rest, end);
    for (size_t i = 0; i < names.count; i++) {
        size_t added = strlen(names.items[i]);
        if (added < room) {
            memcpy(search->path + length, names.items[i], added + 1);
            if (*end == '\0' || is_folder(search->path)) {
                walk(search, length + added, end);
            }
        }
        free(names.items[i]);
    }
    free(names.items);
    names_held -= names.count;
}

void expand_pattern(const char *pattern, struct list *names) {
    size_t before = names->count;
    const char *end = pattern + strlen(pattern);
    if (has_wildcard(pattern, end)) {
        struct search search = {.found = names};
        walk(&search, 0, pattern);
    }
    if (names->count == before) {
        size_t room = (size_t)(end - pattern) + 2;
        char *literal = malloc(room);
        if (literal == NULL) {
            fail("out of memory");
        }
        literal[0] = '\0';
        unquote(pattern, end, literal, room);
        list_add(names, literal);
    }
}
