package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns stand for what a POSIX shell would make of them, within bounds. */
class PatternTest {
  @TempDir Path folder;
  private Path volume;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    for (String name :
        List.of(
            "a",
            "b.txt",
            "c.txt",
            "B.TXT",
            ".hidden",
            "[",
            "x]",
            "star*",
            "q?",
            "back\\slash",
            "new\nline",
            "-rf",
            "two words",
            "d1/one",
            "d1/.dot",
            "d2/one",
            "d2/two/deep",
            "d2/two/.z",
            "9",
            "caf\u00e9",
            "~",
            "a-b",
            "a!b",
            "a^b")) {
      Path file = volume.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
    Files.createSymbolicLink(volume.resolve("link"), Path.of("d1"));
    Files.createSymbolicLink(volume.resolve("dangling"), Path.of("nowhere"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.txt",
        "*.TXT",
        "?",
        "??",
        "[abc]",
        "[!abc]",
        "[^abc]",
        "[a-c]*",
        "[[:digit:]]",
        "[[:upper:]]*",
        "[[:nonsense:]]",
        "[]]",
        "x[]]",
        "x]",
        "[",
        "[[]",
        "[a",
        "\\[",
        "star\\*",
        "star[*]",
        "q\\?",
        "back\\\\*",
        "new*",
        "-*",
        "two\\ w*",
        "d?/one",
        "*/one",
        "*/*",
        "*/",
        "d*/",
        "*/.*z",
        "d2/*/deep",
        "*/*/*",
        "./*.txt",
        "d1/../*.txt",
        ".h*",
        "\\.h*",
        "link/*",
        "lin[k]/",
        "dangl*",
        "dangl*/",
        "none*",
        "none*/x",
        "d1/none*",
        "a/*",
        "a?b",
        "a[-]b",
        "a[!-]b",
        "a[!!-]b",
        "a[+--]b",
        "caf*",
        "caf??",
        "***",
        "*a*b*",
        "*[",
        "[!]a]",
        "\\*",
        "plain\\name"
      })
  void standsForTheSameNamesAsInAShell(String pattern) {
    assertThat(expanded(pattern)).as(pattern).isEqualTo(byShell(pattern));
  }

  @Test
  void currentAndParentFolderAreNeverMatched() {
    assertThat(expanded(".*")).containsExactly(".hidden");
    assertThat(expanded("d2/two/.*")).containsExactly("d2/two/.z");
    assertThat(expanded(".[.]*")).containsExactly(".[.]*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"~", "$HOME", "{a,b.txt}", "`id`", "a b.txt", "'a'", "a\\", "a;b"})
  void nothingButWildcardsAndBackslashesHasAMeaning(String text) {
    assertThat(expanded(text)).containsExactly(text);
  }

  @Test
  void everyPatternIsExpandedInItsPlace() {
    assertThat(expanded("?.txt", "none*", "[ab]", "d1/*"))
        .containsExactly("b.txt", "c.txt", "none*", "a", "d1/one");
  }

  @Test
  void nothingOutsideTheVolumeIsListed() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("secret"), "");
    Files.createSymbolicLink(volume.resolve("out"), other);
    assertThat(expanded("out/*", "../other/*", other + "/s*"))
        .containsExactly("out/*", "../other/*", other + "/s*");
    assertThat(byShell("out/*")).containsExactly("out/secret");
  }

  @Test
  void thousandNamesAreTheLimitOfAllPatternsTogether() throws IOException {
    Path many = Files.createDirectory(volume.resolve("many"));
    for (int i = 0; i < 500; i++) {
      Files.writeString(many.resolve("n" + i), "");
    }
    assertThat(expanded("many/*", "many/*")).hasSize(1000);
    Outcome outcome = expand("many/*", "many/*", "?.txt");
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_REFUSED);
    assertThat(outcome.errors()).isEqualTo("the patterns match more than 1000 names\n");
    assertThat(outcome.output()).isEmpty();
  }

  @Test
  void folderThatTheDiskFailsToListIsNotTakenForOneWithoutAMatch() {
    List<String> command = Programs.actorCommand(List.of(Place.of(volume)), volume, "arguments");
    List<String> onBrokenDisk =
        Programs.concat(List.of(Programs.ACTOR.toString(), "with-a-broken-disk"), command);
    assertThat(Programs.run(onBrokenDisk).status()).isZero();
    Outcome outcome =
        Programs.run(Programs.concat(onBrokenDisk, List.of("*" + PercentEncoding.encode("*.txt"))));
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_REFUSED);
    assertThat(outcome.errors()).isEqualTo("a folder of the patterns cannot be read\n");
  }

  @Test
  void foldersOnTheWayAreNotCountedAsResults() throws IOException {
    Path many = Files.createDirectory(volume.resolve("many"));
    for (int i = 0; i < 1100; i++) {
      Files.createDirectory(many.resolve("n" + i));
    }
    Files.writeString(many.resolve("n7/x"), "");
    assertThat(expanded("many/*/x", "many/*/none")).containsExactly("many/n7/x", "many/*/none");
    assertThat(expand("many/*").status()).isEqualTo(Launcher.EXIT_REFUSED);
  }

  @Test
  void patternMadeToBeSlowIsNot() throws IOException {
    for (int i = 0; i < 100; i++) {
      Files.writeString(volume.resolve("a".repeat(200) + i), "");
    }
    // Trying every way to divide the name among the stars would outlast this machine.
    String slow = "*a".repeat(60) + "*b";
    assertThat(expanded(slow)).containsExactly(slow);
  }

  @Test
  void deepAndLongPatternsEnd() {
    String deep = "*/".repeat(2000) + "x";
    assertThat(expanded(deep)).containsExactly(deep);
    String wide = "[" + "a-".repeat(4000) + "]";
    assertThat(expanded(wide)).containsExactly("a");
  }

  private List<String> expanded(String... patterns) {
    Outcome outcome = expand(patterns);
    assertThat(outcome.errors()).isEmpty();
    return split(outcome);
  }

  private Outcome expand(String... patterns) {
    List<String> command = Programs.actorCommand(List.of(Place.of(volume)), volume, "arguments");
    return Programs.run(
        Programs.concat(command, Stream.of(patterns).map(Programs::pattern).toList()));
  }

  /** The reference: the pattern as a word of a script. */
  private List<String> byShell(String pattern) {
    String script = "cd \"$1\" && printf '%s\\0' " + pattern;
    return split(
        Programs.run(List.of("env", "LC_ALL=C", "bash", "-c", script, "bash", volume.toString())));
  }

  private static List<String> split(Outcome outcome) {
    return Arrays.stream(outcome.text().split("\0", -1))
        .limit(outcome.text().chars().filter(c -> c == 0).count())
        .toList();
  }
}
