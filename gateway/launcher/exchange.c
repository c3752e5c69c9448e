#include "exchange.h"

#include "fail.h"

#include <string.h>
#include <unistd.h>

enum { HEADER = 5 };

static unsigned char request[LONGEST_REQUEST];
static unsigned char reply[HEADER + MOST_DATA];
static size_t reply_length;

uint64_t take(struct body *body, size_t bytes) {
    if (body->length < bytes) {
        fail("a request is too short");
    }
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | body->bytes[i];
    }
    body->bytes += bytes;
    body->length -= bytes;
    return value;
}

void *reply_room(size_t length) {
    if (length > sizeof reply - reply_length) {
        fail("a reply is too long");
    }
    return reply + reply_length;
}

void reply_used(size_t length) {
    reply_length += length;
}

bool reply_is_empty(void) {
    return reply_length == HEADER;
}

static void write_number(unsigned char *at, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        at[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
    }
}

void put(uint64_t value, size_t bytes) {
    write_number(reply_room(bytes), value, bytes);
    reply_used(bytes);
}

void put_bytes(const char *bytes, size_t length) {
    memcpy(reply_room(length), bytes, length);
    reply_used(length);
}

/* False at the end of the requests. */
static bool read_fully(unsigned char *bytes, size_t length) {
    for (size_t have = 0; have < length;) {
        ssize_t count = read(STDIN_FILENO, bytes + have, length - have);
        if (count <= 0) {
            return false;
        }
        have += (size_t)count;
    }
    return true;
}

bool next_request(struct body *body) {
    unsigned char header[4];
    if (!read_fully(header, sizeof header)) {
        return false;
    }
    struct body length = {header, sizeof header};
    *body = (struct body){request, (size_t)take(&length, sizeof header)};
    if (body->length > sizeof request) {
        fail("a request is too long");
    }
    reply_length = HEADER;
    return read_fully(request, body->length);
}

void send_reply(unsigned char status) {
    if (status != 0 && status != REPLY_ABOVE) {
        reply_length = HEADER;
    }
    write_number(reply, reply_length - 4, 4);
    reply[4] = status;
    for (size_t sent = 0; sent < reply_length;) {
        ssize_t count = write(STDOUT_FILENO, reply + sent, reply_length - sent);
        if (count <= 0) {
            _exit(0); /* the gateway has ended the session */
        }
        sent += (size_t)count;
    }
}
