#include "incoming_name.h"

#include <string.h>

bool is_incoming_name(const char *name) {
    return strcspn(name, "/") == sizeof INCOMING - 1 &&
           memcmp(name, INCOMING, sizeof INCOMING - 1) == 0;
}

bool names_incoming(const char *path) {
    for (const char *name = path; *name != '\0';) {
        if (is_incoming_name(name)) {
            return true;
        }
        name += strcspn(name, "/");
        name += strspn(name, "/");
    }
    return false;
}
