/* Patterns, as a POSIX shell expands them. */
#pragma once

#include "text.h"

/* Appends what a pattern stands for: the names that match, or else its own text. */
void expand_pattern(const char *pattern, struct list *names);
