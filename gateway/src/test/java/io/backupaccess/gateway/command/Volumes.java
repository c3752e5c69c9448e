package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.SomeVolumes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Short words for the tests of this package. */
final class Volumes {
  static final Grants DB_AND_MEDIA = served("db", "media");
  static final CommandPolicy CONFINED = new CommandPolicy(PolicyLimits.of(Confinement.PROVEN));
  static final CommandPolicy UNCONFINED = new CommandPolicy(PolicyLimits.of(Confinement.UNPROVEN));

  private Volumes() {}

  static Grants served(String... names) {
    return new Grants.Volumes(Arrays.stream(names).<Granted>map(SomeVolumes::served).toList());
  }

  static Grants root(String name) {
    return new Grants.Root(SomeVolumes.served(name));
  }

  static Verdict decide(String command) {
    return decide(command, DB_AND_MEDIA);
  }

  static Verdict decide(String command, Grants grants) {
    return decide(CONFINED, command, grants, "");
  }

  /** The verdict on a command of a client that begins its stream so. */
  static Verdict decide(CommandPolicy policy, String command, Grants grants, String stream) {
    SecludedArguments arguments = new SecludedArguments();
    arguments.take(ByteBuffer.wrap(stream.getBytes(ISO_8859_1)));
    try {
      return policy.decide(
          command.getBytes(ISO_8859_1), grants, () -> Optional.of(arguments.arguments()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Verdict.Accept accepted(String command, Grants grants) {
    Verdict verdict = decide(command, grants);
    if (verdict instanceof Verdict.Accept accept) {
      return accept;
    }
    throw new AssertionError(command + ": " + verdict);
  }

  static Verdict.Refuse refused(String command, Grants grants) {
    Verdict verdict = decide(command, grants);
    if (verdict instanceof Verdict.Refuse refuse) {
      return refuse;
    }
    throw new AssertionError(command + ": " + verdict);
  }

  /** The options after {@code --server --sender}, in one line. */
  static String options(String command) {
    List<String> options = accepted(command, DB_AND_MEDIA).invocation().options();
    return String.join(" ", options.subList(2, options.size()));
  }

  /** The path arguments in one line, patterns in angle brackets. */
  static String paths(Verdict.Accept accept) {
    return accept.invocation().paths().stream()
        .map(
            path ->
                switch (path) {
                  case Argument.Literal(String text) -> text;
                  case Argument.Pattern(String text) -> "<" + text + ">";
                })
        .collect(Collectors.joining(" "));
  }
}
