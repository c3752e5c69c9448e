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
   * The client sends its arguments at the start of its stream (rsync's {@code --secluded-args}):
   * read them with a {@link SecludedArguments}, then call {@link CommandPolicy#decide(Secluded,
   * List, Grants)}. What follows them in the stream belongs to rsync.
   *
   * @param words the words of the command itself
   */
  record Secluded(List<String> words) implements Verdict {
    public Secluded {
      words = List.copyOf(words);
    }
  }

  /**
   * Exit with 1.
   *
   * @param reason the rule that refused
   * @param message one line for the peer, in printable ASCII and bounded, without a line break
   */
  record Refuse(Refusal reason, String message) implements Verdict {}
}
