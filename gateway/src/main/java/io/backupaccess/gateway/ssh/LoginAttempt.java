package io.backupaccess.gateway.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * How far a peer came that has not logged in. Where its connection ends before a key of it is
 * refused, which has a line of its own, the log says from this why. All that is kept is short.
 */
final class LoginAttempt {
  /** The lists of algorithms of the clients in use fit, but for the longest. */
  private static final int LONGEST_OFFER = 400;

  private static final int LONGEST_TEXT = 64;
  private static final int MOST_METHODS = 8;

  /** The algorithms that both sides must have, in the order in which they are agreed on. */
  private static final Map<KexProposalOption, String> KINDS =
      Map.of(
          KexProposalOption.ALGORITHMS, "key exchange",
          KexProposalOption.SERVERKEYS, "host key algorithm",
          KexProposalOption.C2SENC, "cipher",
          KexProposalOption.S2CENC, "cipher",
          KexProposalOption.C2SMAC, "MAC",
          KexProposalOption.S2CMAC, "MAC",
          KexProposalOption.C2SCOMP, "compression",
          KexProposalOption.S2CCOMP, "compression");

  private enum Step {
    SILENT("nothing was heard of it"),
    SPOKE("it left before it identified itself"),
    IDENTIFIED("it left after its identification"),
    PROPOSED("it left during the key exchange"),
    /** It asked for the exchange whose answer shows the host key. */
    ASKED("it left when it was shown the host key, which it may not trust"),
    AGREED("it left before it tried to log in"),
    TRIED("it tried no key"),
    ACCEPTED("its key would do, but it did not prove that it has the key");

    private final String ifItLeaves;

    Step(String ifItLeaves) {
      this.ifItLeaves = ifItLeaves;
    }
  }

  private final Set<String> methods = new LinkedHashSet<>();
  private Step step = Step.SILENT;
  private boolean refused;
  private byte[] firstBytes = {};
  private @Nullable String client;
  private @Nullable String user;
  private @Nullable String reason;
  private @Nullable String says;
  private @Nullable String missing;
  private @Nullable String offer;

  /** Bytes came that may be a part of its identification. */
  synchronized void spoke(Buffer buffer) {
    reach(Step.SPOKE);
    int end = buffer.rpos() + Math.min(buffer.available(), LONGEST_TEXT + 1);
    firstBytes = Arrays.copyOfRange(buffer.array(), buffer.rpos(), end);
  }

  synchronized void identified(String identification) {
    reach(Step.IDENTIFIED);
    client = identification;
  }

  /**
   * A message came.
   *
   * @param message beginning with its number; is left as it is
   */
  synchronized void received(Buffer message) {
    int number = message.array()[message.rpos()] & 0xff;
    switch (number) {
      case SshConstants.SSH_MSG_KEXINIT -> reach(Step.PROPOSED);
      case SshConstants.SSH_MSG_KEXDH_INIT -> reach(Step.ASKED);
      case SshConstants.SSH_MSG_NEWKEYS -> reach(Step.AGREED);
      case SshConstants.SSH_MSG_USERAUTH_REQUEST -> tried(message);
      default -> {}
    }
  }

  private void tried(Buffer message) {
    reach(Step.TRIED);
    Buffer request =
        new ByteArrayBuffer(message.array(), message.rpos() + 1, message.available() - 1);
    try {
      user = LoggedText.escaped(request.getString());
      request.getString(); // for which service
      String method = LoggedText.escaped(request.getString());
      if (methods.size() < MOST_METHODS) {
        methods.add(method);
      }
    } catch (BufferException e) {
      // The library ends the connection for it.
    }
  }

  /** No algorithm of this kind is common. */
  synchronized void disagreed(KexProposalOption kind, @Nullable String offered) {
    ends("no algorithm in common");
    missing = KINDS.getOrDefault(kind, kind.getDescription());
    offer = LoggedText.escaped(offered == null ? "" : offered, LONGEST_OFFER);
  }

  /** A key would do, if the peer proves that it has it. */
  synchronized void accepted() {
    reach(Step.ACCEPTED);
  }

  /** A key was refused, of which the log has been told. */
  synchronized void refused() {
    refused = true;
  }

  /** The peer says why it leaves. */
  synchronized void says(String text) {
    says = LoggedText.escaped(text);
  }

  /** Why the gateway ends the connection; the first reason counts. */
  synchronized void ends(String why) {
    if (reason == null) {
      reason = why;
    }
  }

  private void reach(Step next) {
    if (next.compareTo(step) > 0) {
      step = next;
    }
  }

  /**
   * What to add to the line about the end; nothing where there is no need for one: a key was
   * refused, or somebody looked whether the port is open.
   *
   * @param left whether the peer ended the connection
   */
  synchronized Optional<UnaryOperator<LoggingEventBuilder>> end(boolean left) {
    if (refused || (step == Step.SILENT && reason == null)) {
      return Optional.empty();
    }
    return Optional.of(line -> describe(line, left || says != null));
  }

  private synchronized LoggingEventBuilder describe(LoggingEventBuilder line, boolean left) {
    LoggingEventBuilder described = add(line, "client", LoggedText.escaped(identification()));
    described = add(described, "reason", reason == null ? untold(left) : reason);
    described = add(described, "missing", missing);
    described = add(described, "offer", offer);
    described = add(described, "user", user);
    described = add(described, "tried", methods.isEmpty() ? null : String.join(",", methods));
    return add(described, "says", says);
  }

  /** The reason where the gateway gave none. */
  private String untold(boolean left) {
    if (left) {
      return step.ifItLeaves;
    }
    return step == Step.SPOKE ? "it does not speak SSH 2.0" : "the gateway ended it";
  }

  /** Or the beginning of what came in its place. */
  private String identification() {
    return client == null
        ? new String(firstBytes, ISO_8859_1).lines().findFirst().orElse("")
        : client;
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder line, String name, @Nullable String value) {
    return value == null ? line : line.addKeyValue(name, value);
  }
}
