/* Arguments arrive as ASCII: bytes other than A-Za-z0-9-_./,:=+@ as %XX (PercentEncoding.java). */
#pragma once

/* The bytes that a text stands for; the process ends at anything but strict encoding. */
char *percent_decode(const char *encoded);
