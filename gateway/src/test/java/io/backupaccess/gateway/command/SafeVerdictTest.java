package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static io.backupaccess.gateway.volume.SomeVolumes.unserved;

import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Grants;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever arrives, what runs is inside the model, and what is said is safe to print. */
class SafeVerdictTest {
  private static final List<Grants> GRANTS =
      List.of(
          Volumes.root("data"),
          Volumes.served("path", "a", "media"),
          new Grants.Volumes(List.of(unserved("path"), served("b"))),
          new Grants.Root(
              served("data", new Access(Mode.READ_WRITE, Set.of(Change.DELETE, Change.OVERWRITE)))),
          new Grants.Root(served("data", new Access(Mode.WRITE_ONLY, Set.of()))),
          new Grants.Volumes(
              List.of(
                  served("path", new Access(Mode.WRITE_ONLY, Set.of(Change.OVERWRITE))),
                  served("a", new Access(Mode.READ_WRITE, Set.of(Change.DELETE))),
                  served("media"))));

  private static final List<String> FRAGMENTS =
      List.of(
          " ",
          "\\",
          "\\ ",
          "\n",
          "\0",
          "..",
          "/../",
          "./",
          "/./",
          "//",
          "*",
          "?",
          "[a-z]",
          "[",
          "\\*",
          " . ",
          " -- ",
          " --",
          "--log-file=/x",
          " --daemon",
          " -e",
          "e.iLsfxCIvu",
          "e.",
          " --files-from=-",
          " --files-from ",
          " --files-from=../x",
          " --debug=ALL",
          " -M--x",
          " -vvv",
          " -L",
          " -k",
          " -s",
          " --sender",
          " --server",
          " --suffix . ",
          "\u00ff",
          "\u001b[2J",
          "$(id)",
          ";id",
          " --timeout=0",
          " --timeout=99999999999",
          " --bwlimit=1.5m",
          " -B1",
          " --max-alloc=0",
          " --info=help",
          " --iconv=UTF-7",
          " --link-dest=/a/../b",
          " --link-dest /path/x",
          " --backup-dir=..",
          " --temp-dir=/",
          " --partial-dir=/etc",
          " --delete",
          " --suffix=/x",
          " -b",
          " --inplace",
          " --write-devices",
          " --usermap=\\*:x",
          " path",
          " a/",
          " b",
          " media/*");

  @Test
  void everyRecordedCommandGetsASafeVerdict() {
    for (String command : Vectors.commands()) {
      check(command);
    }
  }

  @Test
  void everyRecordedStreamOfArgumentsGetsASafeVerdict() {
    for (List<String> row : Vectors.rows("rsync-secluded-args-vectors.tsv")) {
      checkSecluded(row.get(2), row.get(3));
    }
  }

  @Test
  void noMutationOfACommandGetsPastTheModel() {
    Random random = new Random(20261123);
    List<String> commands = Vectors.commands();
    for (int i = 0; i < 30_000; i++) {
      check(mutated(pick(commands, random), commands, random));
    }
  }

  @Test
  void noMutationOfAStreamOfArgumentsGetsPastTheModel() {
    Random random = new Random(42);
    List<String> blocks =
        Stream.of("rsync-secluded-args-vectors.tsv", "rsync-push-vectors.tsv")
            .flatMap(file -> Vectors.rows(file).stream().map(List::getLast))
            .filter(block -> !block.isEmpty())
            .toList();
    for (int i = 0; i < 5_000; i++) {
      String block = mutated(pick(blocks, random), blocks, random);
      checkSecluded("rsync --server --sender -slogDtpre.iLsfxCIvu", block);
      checkSecluded("rsync --server -slogDtpre.iLsfxCIvu", block);
    }
  }

  @Test
  void everyRecordedPushGetsASafeVerdict() {
    for (List<String> row : Vectors.rows("rsync-push-vectors.tsv")) {
      check(row.get(2));
      checkSecluded(row.get(2), row.get(3));
    }
  }

  private static void check(String command) {
    for (Grants grants : GRANTS) {
      checked(command, grants, Volumes.decide(Volumes.CONFINED, command, grants, ""), true);
      checked(command, grants, Volumes.decide(Volumes.UNCONFINED, command, grants, ""), false);
    }
  }

  private static void checkSecluded(String command, String block) {
    for (Grants grants : GRANTS) {
      Verdict verdict = Volumes.decide(Volumes.CONFINED, command, grants, block);
      checked(command + " " + block, grants, verdict, true);
    }
  }

  private static void checked(String input, Grants grants, Verdict verdict, boolean confined) {
    try {
      SafeVerdict.check(verdict, grants, confined);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(input + "\n" + grants + "\n" + verdict, e);
    }
  }

  private static String mutated(String text, List<String> others, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(mutated.length() + 1);
      int end = Math.min(mutated.length(), at + 1 + random.nextInt(6));
      switch (random.nextInt(5)) {
        case 0 -> mutated.insert(at, pick(FRAGMENTS, random));
        case 1 -> mutated.append(pick(FRAGMENTS, random));
        case 2 -> mutated.delete(at, end);
        case 3 -> mutated.insert(at, (char) random.nextInt(256));
        default -> {
          String other = pick(others, random);
          mutated.replace(at, end, other.substring(random.nextInt(other.length() + 1)));
        }
      }
    }
    return mutated.toString();
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  @Test
  void randomBytesAreRefusedOrSafe() {
    Random random = new Random(7);
    List<String> words = new ArrayList<>(FRAGMENTS);
    for (int i = 0; i < 5_000; i++) {
      String side = random.nextBoolean() ? " --sender" : "";
      StringBuilder command = new StringBuilder("rsync --server" + side);
      for (int n = random.nextInt(12); n > 0; n--) {
        command.append(pick(words, random));
      }
      check(command.toString());
    }
  }
}
