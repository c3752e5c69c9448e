package io.backupaccess.gateway.session;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The processes of one child. The launcher makes it the leader of a group of its own, and rsync as
 * a receiver is several: Java itself can only end the leader.
 */
record ProcessGroup(Process leader) {
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  @SuppressWarnings("restricted") // what FFM calls calling native code
  private static final MethodHandle KILL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  /** Tells all of them to end; rsync then removes what it has written of unfinished files. */
  void terminate() {
    signal(SIGTERM);
  }

  /** Ends all of them that are left. */
  void kill() {
    signal(SIGKILL);
  }

  /** Before the launcher has made the group there is the leader alone. */
  private void signal(int signal) {
    int leaderId = Math.toIntExact(leader.pid());
    if (send(-leaderId, signal) != 0 && leader.isAlive()) {
      if (signal == SIGKILL) {
        leader.destroyForcibly();
      } else {
        leader.destroy();
      }
    }
  }

  private static int send(int process, int signal) {
    try {
      return (int) KILL.invokeExact(process, signal);
    } catch (Throwable e) {
      throw new IllegalStateException("kill() cannot be called", e);
    }
  }
}
