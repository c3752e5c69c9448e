package io.backupaccess.gateway.confine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * The two signals that a receiver may send, see {@code seccomp.c}. Before Linux 6.12 nothing but
 * the user keeps them from this process, whose threads' numbers cannot all be named to a filter.
 * SIGUSR2 is the JVM's own, and does nothing to a thread that the JVM has not stopped; SIGUSR1
 * would end it.
 */
public final class ReceiversSignal {
  private static final int SIGUSR1 = 10;
  private static final MemorySegment SIG_IGN = MemorySegment.ofAddress(1);

  private ReceiversSignal() {}

  /** Has this process ignore SIGUSR1. The launcher gives a child the default back. */
  @SuppressWarnings("restricted") // what FFM calls calling native code
  public static void ignore() {
    Linker linker = Linker.nativeLinker();
    try {
      MemorySegment before =
          (MemorySegment)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("signal"),
                      FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                  .invokeExact(SIGUSR1, SIG_IGN);
      if (before.address() == -1) {
        throw new IllegalStateException("SIGUSR1 cannot be ignored");
      }
    } catch (Throwable e) {
      throw new IllegalStateException("signal() cannot be called", e);
    }
  }
}
