#include "text.h"

#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *format_text(const char *format, ...) {
    char *made = NULL;
    va_list values;
    va_start(values, format);
    int length = vasprintf(&made, format, values);
    va_end(values);
    if (length < 0) {
        fail("out of memory");
    }
    return made;
}

char *copy(const char *text) {
    char *made = strdup(text);
    if (made == NULL) {
        fail("out of memory");
    }
    return made;
}

void list_add(struct list *list, char *item) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->items = realloc(list->items, list->capacity * sizeof list->items[0]);
    }
    if (list->items == NULL) {
        fail("out of memory");
    }
    list->items[list->count++] = item;
}
