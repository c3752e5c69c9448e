#pragma once

/* `launcher probe ALLOWED FORBIDDEN NEW OUTSIDE [INCOMING]` */
int probe(char **arguments);
