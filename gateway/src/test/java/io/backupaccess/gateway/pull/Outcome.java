package io.backupaccess.gateway.pull;

/** How a program ended. */
record Outcome(int exit, String out, String err) {}
