package io.backupaccess.gateway.attack;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static io.backupaccess.gateway.volume.SomeVolumes.unserved;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.Vectors;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Grants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever client is refused, what it reads is a sentence of ours. */
class RefusalSweepTest {
  private static final CommandPolicy POLICY =
      new CommandPolicy(PolicyLimits.of(Confinement.PROVEN));

  /** As the gateway of {@link Scene} grants them. */
  private static final Grants READABLE =
      new Grants.Volumes(
          List.of(served("db", Access.READ_ONLY), served("media", Access.READ_ONLY)));

  private static final List<Grants> GRANTS =
      List.of(
          READABLE,
          new Grants.Volumes(List.of()),
          new Grants.Volumes(List.of(unserved("db"))),
          new Grants.Root(served("db", Access.READ_ONLY)),
          new Grants.Root(served("db", new Access(Mode.WRITE_ONLY, Set.of()))),
          new Grants.Volumes(
              List.of(
                  served("db", Access.READ_ONLY),
                  served("media", new Access(Mode.READ_WRITE, Set.of(Change.OVERWRITE))))));

  /** A word of the client's, as it is shown: printable, and cut. */
  private static final String SHOWN = "[ -~]{1,120}";

  private static final String OPTION = "option --?[A-Za-z0-9][A-Za-z0-9-]{0,40}";

  /** All that a refusal may be. */
  private static final List<Pattern> GRAMMAR =
      List.of(
          Pattern.compile(
              OPTION + " has been disabled on this server(?:: what is there may not be read)?\\."),
          Pattern.compile(OPTION + " is not known here\\."),
          Pattern.compile(OPTION + " has a value that is not allowed(?:: [ -~]+)?\\."),
          Pattern.compile("there is no home folder here: write HOST:" + SHOWN),
          Pattern.compile("rsync [ -~]{1,60} its own client alone[ -~]{1,80}"),
          Pattern.compile(
              "rsync cannot be run through [a-z]+ here: leave out --rsync-path[ -~]*\\."),
          Pattern.compile("only rsync is served here, not " + SHOWN + "\\."),
          Pattern.compile("only the command of rsync's own client is served here: [ -~]*\\."),
          Pattern.compile("invalid rsync command syntax or options\\."),
          Pattern.compile("do not use \\.\\. in a path: " + SHOWN),
          Pattern.compile(
              "do not use \\.\\. in --[a-z-]{1,20}: name the folder from the root[ a-z,-]*\\."),
          Pattern.compile("the arguments in the stream are not those of rsync\\."),
          Pattern.compile("sending to read-only server is not allowed\\."),
          Pattern.compile("reading from write-only server is not allowed\\."),
          Pattern.compile("volume " + SHOWN + " is not granted to this key\\."),
          Pattern.compile("name a volume as the destination, such as HOST:/[a-z0-9-]{1,63}/\\."),
          Pattern.compile("name one destination, without wildcards: a backslash escapes them\\."),
          Pattern.compile("volume [a-z0-9-]{1,63} is not available now"),
          Pattern.compile("no volume is granted to this key\\."));

  @TempDir Path folder;

  private static Optional<String> refusal(String command, Grants grants) {
    try {
      return POLICY.decide(command.getBytes(ISO_8859_1), grants, Optional::empty)
              instanceof Verdict.Refuse refuse
          ? Optional.of(refuse.message())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRefusalOfARecordedCommandIsASentenceOfOurs() {
    Set<String> strange = new TreeSet<>();
    int refused = 0;
    for (String command : Vectors.commands()) {
      for (Grants grants : GRANTS) {
        Optional<String> message = refusal(command, grants);
        refused += message.isPresent() ? 1 : 0;
        message.filter(text -> rule(text).isEmpty()).ifPresent(strange::add);
      }
    }
    assertThat(strange).isEmpty();
    assertThat(refused).isGreaterThan(1000);
  }

  private static Optional<String> rule(String message) {
    return GRAMMAR.stream()
        .filter(sentence -> sentence.matcher(message).matches())
        .map(Pattern::pattern)
        .findFirst();
  }

  /** The decision is what arrives, and nothing with it: two commands of each sentence. */
  @Test
  void aClientReadsThatSentenceAndNothingElse() {
    Map<String, List<String>> commands = new TreeMap<>();
    for (String command : Vectors.commands()) {
      refusal(command, READABLE)
          .filter(_ -> command.matches("[ -~]+"))
          .flatMap(RefusalSweepTest::rule)
          .ifPresent(rule -> commands.computeIfAbsent(rule, _ -> new ArrayList<>()).add(command));
    }
    assertThat(commands).hasSizeGreaterThan(4);
    try (Scene scene = Scene.in(folder)) {
      for (List<String> same : commands.values()) {
        for (String command : List.of(same.getFirst(), same.getLast())) {
          String sentence = refusal(command, READABLE).orElseThrow();
          assertThat(scene.client().command(command))
              .as(command)
              .isEqualTo(new Outcome(1, "", sentence + "\n"));
        }
      }
    }
  }
}
