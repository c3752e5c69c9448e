/* The child of an SFTP session: describes and reads the files of its volumes for the gateway. */
#pragma once

#include <stddef.h>

/* Answers the gateway's requests about these folders (-1: unavailable) to their end. */
_Noreturn void serve_files(const int *descriptors, size_t count);
