/* The launcher: one static program that takes rights away from itself and then becomes another. */
#include "child.h"
#include "container.h"
#include "fail.h"
#include "probe.h"

#include <string.h>

int main(int argc, char **argv) {
    if (argc < 2) {
        fail("usage: launcher child|probe|container …");
    }
    const char *mode = argv[1];
    if (strcmp(mode, "child") == 0) {
        child(argv + 2);
    }
    if (strcmp(mode, "container") == 0) {
        container(argv + 2);
    }
    if (strcmp(mode, "probe") == 0) {
        return probe(argv + 2);
    }
    fail("unknown mode");
}
