package io.backupaccess.gateway.rrsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key may write, and what each option takes away. */
class WritingTest extends BehindOpenSsh {
  private static final Outcome DONE = new Outcome(0, "", "");

  private Path source;

  @BeforeEach
  void serve() throws IOException {
    served = Files.createDirectories(folder.resolve("srv/served"));
    source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve("file"), "new");
  }

  private void serving(String options) {
    forcing(options + " " + served);
  }

  private Outcome push(String... options) {
    String[] words = new String[options.length + 3];
    words[0] = "-a";
    System.arraycopy(options, 0, words, 1, options.length);
    words[words.length - 2] = source + "/";
    words[words.length - 1] = "h:/";
    return sshd.rsync(words);
  }

  private void assertRefused(Outcome outcome, String message) {
    assertThat(outcome.err()).startsWith(message + "\n");
    assertThat(outcome.exit()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-wo", "-no-lock", "-no-del"})
  void treeIsSentAsItIs(String options) throws IOException {
    Trees.fill(source);
    Files.delete(source.resolve("pipe"));
    serving(options);
    assertThat(push("-H")).isEqualTo(DONE);
    Trees.assertSame(source, served);
  }

  @Test
  void whatIsThereIsReplacedAndDeleted() throws IOException {
    Files.writeString(served.resolve("file"), "something old");
    Files.writeString(served.resolve("left"), "left");
    serving("");
    assertThat(push("--delete")).isEqualTo(DONE);
    Trees.assertSame(source, served);
  }

  @Test
  void whatWasSentCanBeReadAgain() {
    serving("");
    assertThat(push()).isEqualTo(DONE);
    assertThat(sshd.rsync("-a", "h:/", folder + "/copy/")).isEqualTo(DONE);
    Trees.assertSame(source, folder.resolve("copy"));
  }

  @Test
  void whatIsWrittenBelongsToWhoRunsItWhoeverOwnsTheOriginal() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path file = source.resolve("file");
    Files.setAttribute(file, "unix:uid", 12345);
    Files.setAttribute(file, "unix:mode", 0640);
    serving("");
    assertThat(push()).isEqualTo(DONE);
    assertThat(Files.getAttribute(served.resolve("file"), "unix:uid")).isEqualTo(0);
    assertThat(Processes.bash(served, "stat -c %a file").out()).isEqualTo("640\n");
  }

  @Test
  void writeOnlyKeyReadsNothing() throws IOException {
    Files.writeString(served.resolve("file"), "secret");
    serving("-wo");
    assertRefused(
        sshd.rsync("-a", "h:/file", folder + "/copy/"),
        "reading from write-only server is not allowed.");
    assertThat(folder.resolve("copy")).doesNotExist();
  }

  /** By the kernel: a file of the same name is replaced as a whole, unread. */
  @Test
  void writeOnlyKeyReplacesWhatItCannotRead() throws IOException {
    Files.writeString(served.resolve("file"), "something old");
    serving("-wo");
    assertThat(push("-c")).isEqualTo(DONE);
    Trees.assertSame(source, served);
    assertRefused(
        push("--link-dest=/last"),
        "option --link-dest has been disabled on this server: what is there may not be read.");
  }

  @Test
  void keyThatOnlyAddsLeavesNoFolderOfItsOwn() throws IOException {
    Files.writeString(served.resolve("file"), "something old");
    Files.writeString(source.resolve("other"), "other");
    serving("-no-del -no-overwrite");
    assertThat(push()).isEqualTo(DONE);
    assertThat(served.resolve("file")).hasContent("something old");
    assertThat(served.toFile().list()).containsExactlyInAnyOrder("file", "other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--delete", "--delete-excluded", "--delete-after", "--delete-delay"})
  void noDelRefusesToDelete(String option) throws IOException {
    Files.writeString(served.resolve("left"), "left");
    serving("-no-del");
    assertRefused(push(option), "option " + option + " has been disabled on this server.");
    assertThat(served.resolve("left")).exists();
    assertThat(served.resolve("file")).doesNotExist();
  }

  @Test
  void noOverwriteLeavesWhatIsThere() throws IOException {
    Files.writeString(served.resolve("file"), "something old");
    Files.writeString(source.resolve("other"), "other");
    serving("-no-overwrite");
    assertThat(push()).isEqualTo(DONE);
    assertThat(served.resolve("file")).hasContent("something old");
    assertThat(served.resolve("other")).hasContent("other");
  }

  @Test
  void mungedLinksLeadNowhereAndComeBackAsTheyWere() throws IOException {
    Files.createSymbolicLink(source.resolve("link"), Path.of("../../elsewhere"));
    serving("-munge");
    assertThat(push()).isEqualTo(DONE);
    assertThat(served.resolve("link")).isSymbolicLink();
    assertThat(Files.exists(served.resolve("link"))).isFalse();
    assertThat(Processes.bash(served, "readlink link").out())
        .isEqualTo("/rsyncd-munged/../../elsewhere\n");
    assertThat(sshd.rsync("-a", "h:/", folder + "/copy/")).isEqualTo(DONE);
    assertThat(Files.readSymbolicLink(folder.resolve("copy/link")))
        .isEqualTo(Path.of("../../elsewhere"));
  }

  @Test
  void nothingIsWrittenThroughALinkThatLeadsOut() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(served.resolve("link"), outside);
    serving("");
    assertThat(sshd.rsync("-a", source + "/file", "h:/link/").exit()).isNotZero();
    assertThat(sshd.rsync("-aK", source + "/", "h:/link/").exit()).isNotZero();
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void destinationIsNamedByItsRealPath() {
    serving("-absolute");
    assertThat(sshd.rsync("-a", source + "/", "h:" + served + "/new/")).isEqualTo(DONE);
    Trees.assertSame(source, served.resolve("new"));
  }

  @Test
  void nothingIsWrittenWhereTheKernelMayBeUnableToConfine() {
    serving("-best-effort");
    assertRefused(
        push(),
        "sending is not allowed: the kernel of this server cannot confine what is written.");
    assertThat(served).isEmptyDirectory();
  }
}
