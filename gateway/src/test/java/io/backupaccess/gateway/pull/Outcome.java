package io.backupaccess.gateway.pull;

/** How a program ended. */
public record Outcome(int exit, String out, String err) {}
