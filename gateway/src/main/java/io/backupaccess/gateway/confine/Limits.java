package io.backupaccess.gateway.confine;

/**
 * What one child may take from the pod.
 *
 * @param addressSpace bytes of address space; a hostile tree that needs more ends this child alone
 * @param openFiles open files at a time
 */
public record Limits(long addressSpace, int openFiles) {

  /** Checks that a child can start at all. */
  public Limits {
    if (addressSpace < 64L << 20 || openFiles < 16) {
      throw new IllegalArgumentException(
          "a child needs at least 64 MiB of address space and 16 open files");
    }
  }
}
