package io.backupaccess.gateway.command;

import java.util.List;

/** What becomes of a command. */
public sealed interface Verdict {

  /**
   * Run rsync.
   *
   * @param request what the client asked for
   * @param dropped the options that only concern the client's side and were left out
   * @param invocation what to run
   */
  record Accept(RsyncRequest request, List<String> dropped, Invocation invocation)
      implements Verdict {
    public Accept {
      dropped = List.copyOf(dropped);
    }
  }

  /** The client asks whether it can connect: exit with 0 and say nothing. */
  record Probe() implements Verdict {}

  /**
   * Exit with 1.
   *
   * @param reason the rule that refused
   * @param message one line for the peer, in printable ASCII and bounded, without a line break
   */
  record Refuse(Refusal reason, String message) implements Verdict {}
}
