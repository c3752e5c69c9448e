/*
 * How file_server.c and the gateway talk: lengths (32 bits), a byte, and a body, numbers in network
 * order, over standard input and output. The byte of a request says what it is, the byte of a reply
 * how it went, 0 well. One request at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LONGEST_REQUEST = 8192,
    MOST_DATA = 256 * 1024,
    REPLY_ABOVE = 103, /* the one status besides 0 whose reply has a body */
};

/* What is left of a request. */
struct body {
    const unsigned char *bytes;
    size_t length;
};

/* The next request, and an empty reply to it. False: there is none. */
bool next_request(struct body *body);

/* The next number of a request, of so many bytes; the process ends if there is none. */
uint64_t take(struct body *body, size_t bytes);

/* Appends to the reply. */
void put(uint64_t value, size_t bytes);
void put_bytes(const char *bytes, size_t length);

/* Room in the reply for so many bytes, and how many of them came to be. */
void *reply_room(size_t length);
void reply_used(size_t length);

bool reply_is_empty(void);

/* Sends the reply, and of its body nothing unless the status is 0 or REPLY_ABOVE. */
void send_reply(unsigned char status);
