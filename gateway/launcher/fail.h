/* How the launcher ends before it has become another program. */
#pragma once

/* Exit statuses, as in Launcher.java. */
enum {
    EXIT_LOCKED = 1,        /* another transfer holds the lock */
    EXIT_REFUSED = 123,     /* the launcher does not do what the client asks for */
    EXIT_UNAVAILABLE = 124, /* a place cannot be opened */
    EXIT_FAILED = 125,      /* nothing was started */
};

/* A line for the log on standard error, after the launcher's name, and EXIT_FAILED. */
_Noreturn __attribute__((format(printf, 1, 2))) void fail(const char *format, ...);

/* A line for the client, or for the gateway, on standard error, and this exit status. */
_Noreturn __attribute__((format(printf, 2, 3))) void end_with(int status, const char *format, ...);
