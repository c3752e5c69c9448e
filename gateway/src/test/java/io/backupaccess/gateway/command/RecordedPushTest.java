package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pushes that real clients sent, and the rules by which they are accepted: all but those that
 * these rules name.
 */
class RecordedPushTest {
  private static final Pattern NEVER =
      Pattern.compile(
          "--(?:list-only|files-from|log-file|fake-super|munge-links|no-munge-links|daemon|debug"
              + "|sender|copy-devices|write-devices|confine-root|insecure-links|no-such-option)"
              + "(?:=.*)?");
  private static final Pattern DELETING = Pattern.compile("--(?:delete|remove|force|max-delete).*");
  private static final Pattern OVERWRITING =
      Pattern.compile(
          "--(?:inplace|append|backup|backup-dir|partial-dir|delay-updates)(?:=.*)?"
              + "|-[a-zA-Z&&[^e]]*b.*");

  /** A recorded push: its options, those in the stream included, and its destinations. */
  record Push(String command, String stream, List<String> options, List<String> destinations) {

    static Push of(String command, String stream) {
      List<String> words =
          stream.isEmpty()
              ? Word.split(command.getBytes(ISO_8859_1)).stream().map(Word::glob).toList()
              : Stream.concat(
                      Arrays.stream(command.split(" ")), Arrays.stream(stream.split("\0")).skip(1))
                  .toList();
      int dot = words.indexOf(".");
      return new Push(command, stream, words.subList(2, dot), words.subList(dot + 1, words.size()));
    }

    boolean isEverAccepted() {
      boolean upwards =
          Stream.concat(options.stream(), destinations.stream())
              .anyMatch(word -> word.matches("(?s)(.*[/=])?\\.\\.(/.*)?"));
      boolean convertedPaths = !stream.isEmpty() && options.contains("--iconv=latin1");
      return destinations.size() == 1
          && !destinations.getFirst().matches("(?s)(?:[^\\\\]|\\\\.)*[*?\\[].*")
          && options.stream().noneMatch(NEVER.asMatchPredicate())
          && !upwards
          && !convertedPaths;
    }

    boolean deletes() {
      return options.stream().anyMatch(DELETING.asMatchPredicate());
    }

    boolean overwrites() {
      return options.stream().anyMatch(OVERWRITING.asMatchPredicate());
    }

    @Override
    public String toString() {
      return command + (stream.isEmpty() ? "" : " <" + stream.replace('\0', ' ') + ">");
    }
  }

  static Stream<Push> pushes() {
    return Stream.of(
            Vectors.rows("rsync-push-vectors.tsv").stream()
                .map(row -> Push.of(row.get(2), row.get(3))),
            Vectors.rows("rsync-argv-vectors.tsv").stream()
                .map(row -> row.get(2))
                .filter(command -> !command.contains("--sender"))
                .map(command -> Push.of(command, "")))
        .flatMap(all -> all)
        .distinct();
  }

  private static Verdict decide(Push push, Change... changes) {
    Grants root = new Grants.Root(served("data", new Access(Mode.READ_WRITE, Set.of(changes))));
    return Volumes.decide(Volumes.CONFINED, push.command(), root, push.stream());
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void aPushIsAcceptedUnlessARuleSaysOtherwise(Push push) {
    boolean accepted = push.isEverAccepted();
    assertDecided(push, accepted, Change.DELETE, Change.OVERWRITE);
    assertDecided(push, accepted && !push.deletes(), Change.OVERWRITE);
    assertDecided(push, accepted && !push.overwrites(), Change.DELETE);
    assertDecided(push, accepted && !push.deletes() && !push.overwrites());
  }

  private static void assertDecided(Push push, boolean accepted, Change... changes) {
    assertThat(decide(push, changes))
        .as(Arrays.toString(changes))
        .isInstanceOf(accepted ? Verdict.Accept.class : Verdict.Refuse.class);
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void nothingThatAClientAsksForIsLost(Push push) {
    if (!(decide(push, Change.values()) instanceof Verdict.Accept accept)) {
      return;
    }
    List<String> forwarded =
        accept.invocation().arguments("/data").stream()
            .map(Argument::text)
            .map(text -> text.replaceFirst("(?s)=.*", ""))
            .toList();
    for (String option : push.options()) {
      String name = option.replaceFirst("(?s)=.*", "");
      boolean known = OptionTable.of(Direction.PUSH).policy(name).isPresent();
      if (option.startsWith("--") && known && !accept.dropped().contains(option)) {
        assertThat(forwarded).anyMatch(sent -> sent.equals(name) || isOtherNameOf(sent, name));
      }
    }
  }

  private static boolean isOtherNameOf(String sent, String name) {
    return switch (OptionTable.of(Direction.PUSH).policy(name).orElseThrow()) {
      case OptionPolicy.Letter(char letter, int _) ->
          sent.matches("-[a-zA-Z&&[^e]]*" + letter + ".*");
      case OptionPolicy.NeedsChange(Change _, OptionPolicy.Letter(char letter, int _)) ->
          sent.matches("-[a-zA-Z&&[^e]]*" + letter + ".*");
      case OptionPolicy.Renamed(String forwarded) -> sent.equals(forwarded);
      default -> false;
    };
  }

  @Test
  void theRulesAcceptMostPushesAndRefuseSome() {
    assertThat(pushes().filter(Push::isEverAccepted)).hasSizeGreaterThan(200);
    assertThat(pushes().filter(push -> !push.isEverAccepted())).hasSizeGreaterThan(30);
    assertThat(pushes().filter(Push::deletes)).hasSizeGreaterThan(20);
    assertThat(pushes().filter(Push::overwrites)).hasSizeGreaterThan(15);
  }
}
