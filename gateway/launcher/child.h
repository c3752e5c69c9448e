#pragma once

/* `launcher child OPTION… -- PROGRAM ARG…`, or with `--profile=files` and no program */
_Noreturn void child(char **arguments);
