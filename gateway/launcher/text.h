/* Texts and lists of texts that grow, or end the process for want of memory. */
#pragma once

#include <stddef.h>

/* As asprintf(). */
__attribute__((format(printf, 1, 2))) char *format_text(const char *format, ...);

/* As strdup(). */
char *copy(const char *text);

struct list {
    char **items;
    size_t count;
    size_t capacity;
};
void list_add(struct list *list, char *item);
