package io.backupaccess.gateway.rrsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where the folders lie that options of a push name: the same pushes to Python's rrsync and to this
 * one, and what is then on disk.
 */
class RelativeFoldersTest extends BehindOpenSsh {
  private static final FileTime TIME = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));

  /**
   * What a push left.
   *
   * @param exit rsync's status
   * @param literal the line of its statistics about bytes that no folder of the server had
   * @param tree each file, with its content and all the names that are the same file
   */
  record Result(int exit, String literal, SequencedMap<String, String> tree) {}

  @ParameterizedTest
  @CsvSource({
    "--link-dest=prev, new/",
    "--link-dest=prev, /new/",
    "--link-dest=prev, fresh/",
    "--link-dest=prev, sub/fresh/",
    "--link-dest=./prev, new/",
    "--link-dest=sub/prev, sub/fresh/",
    "--link-dest=/prev, new/",
    "--copy-dest=prev, fresh/",
    "--copy-dest=prev, new",
    "--compare-dest=prev, fresh/",
    "--compare-dest=sub/prev, new/",
    "--temp-dir=tmp, new/",
    "--temp-dir=/tmp, new/",
    "-b --backup-dir=kept, new/",
    "-b --backup-dir=sub/kept, new/",
    "-b --backup-dir=/kept, new/"
  })
  void theyLieWhereRrsyncHasThem(String options, String destination) throws IOException {
    Result theirs = push("rrsync -no-lock ", "theirs", options, destination);
    Result ours = push(program.command("-no-lock "), "ours", options, destination);
    assertThat(theirs.exit()).isZero();
    assertThat(ours).isEqualTo(theirs);
  }

  /** The one difference, which the manual lists: in one folder, files of one name would mix. */
  @Test
  void partialFilesLieBesideTheirFiles() throws IOException {
    Result theirs = push("rrsync -no-lock ", "theirs", "--partial-dir=part", "new/");
    Result ours = push(program.command("-no-lock "), "ours", "--partial-dir=part", "new/");
    assertThat(ours).isEqualTo(theirs);
    assertThat(folder.resolve("theirs/part")).isDirectory();
    assertThat(folder.resolve("ours/part")).doesNotExist();
  }

  private Result push(String server, String name, String options, String destination)
      throws IOException {
    Path root = prepare(folder.resolve(name));
    Path source = folder.resolve("source");
    if (Files.notExists(source)) {
      Files.createDirectory(source);
      write(source.resolve("same"), "the same");
      write(source.resolve("changed"), "changed");
    }
    sshd.forcing(server + root);
    List<String> words = new ArrayList<>(List.of("-a", "--stats"));
    words.addAll(List.of(options.split(" ")));
    words.addAll(List.of(source + "/", "h:" + destination));
    Outcome outcome = sshd.rsync(words.toArray(String[]::new));
    String literal =
        outcome.out().lines().filter(line -> line.startsWith("Literal")).findFirst().orElse("");
    return new Result(outcome.exit(), literal, tree(root));
  }

  /** Files that a folder of an option is to find, at the top and where rsync would look. */
  private static Path prepare(Path root) throws IOException {
    for (String folder : List.of("prev", "new/prev", "sub/prev", "sub/sub/prev")) {
      write(Files.createDirectories(root.resolve(folder)).resolve("same"), "the same");
    }
    Files.createDirectory(root.resolve("tmp"));
    write(root.resolve("new/changed"), "before");
    return root;
  }

  private static void write(Path file, String content) throws IOException {
    Files.setLastModifiedTime(Files.writeString(file, content), TIME);
  }

  private static SequencedMap<String, String> tree(Path root) throws IOException {
    SequencedMap<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        TreeSet<String> names = new TreeSet<>();
        for (Path other : files) {
          if (Files.isSameFile(file, other)) {
            names.add(root.relativize(other).toString());
          }
        }
        tree.put(root.relativize(file).toString(), Files.readString(file) + " " + names);
      }
    }
    return tree;
  }
}
