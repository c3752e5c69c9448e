package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of filter rules in a volume that may not be read: what they protect is not deleted. */
class UnreadRulesTest {
  @TempDir Path folder;

  private TestGateway gateway;
  private Client client;
  private Path source;

  /** Write-only, with both permissions. */
  private Path inbox;

  /** Read and written, with both permissions. */
  private Path open;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    inbox = volume("inbox", Mode.WRITE_ONLY);
    open = volume("open", Mode.READ_WRITE);
    source = Files.createDirectories(folder.resolve("source/sub")).getParent();
    Files.writeString(source.resolve("new"), "new");
    client = gateway.grant("backup", "inbox", "open").start().client("backup");
  }

  private Path volume(String name, Mode mode) throws IOException {
    Path mount = gateway.volume(name);
    gateway.with(new VolumeConfig(name, mount.toString(), null, mode, true, true));
    for (Path place : new Path[] {mount, Files.createDirectory(mount.resolve("sub"))}) {
      Files.writeString(place.resolve("keep"), "keep");
      Files.writeString(place.resolve("old"), "old");
    }
    return mount;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Outcome push(String options, String volume) {
    return Processes.run(
        client.rsyncCommand(
            Stream.concat(
                    Stream.of(options.split(" ")),
                    Stream.of("--filter=: .rules", source + "/", host() + ":/" + volume + "/"))
                .toArray(String[]::new)));
  }

  @ParameterizedTest(name = "row 69: {0} below {1}")
  @CsvSource({
    "-a --delete, .",
    "-a --delete, sub",
    "-a --delete-before, sub",
    "-a --delete-after, sub",
    "-a --delete-delay, sub",
    "-ac --delete --force, sub",
    "-an --delete, sub",
  })
  void pushThatWouldDeleteEndsBefore(String options, String place) throws IOException {
    Files.writeString(inbox.resolve(place).resolve(".rules"), "P keep\n");

    Outcome pushed = push(options, "inbox");

    assertThat(pushed.exit()).as(pushed.err()).isNotZero();
    assertThat(pushed.err())
        .contains("a file of filter rules in the volume may not be read")
        .contains(".rules");
    assertThat(inbox.resolve(place).resolve("keep")).exists();
    assertThat(inbox.resolve(place).resolve("old")).exists();
  }

  @Test
  void pushThatDeletesNothingNeedsNoRules() throws IOException {
    Files.writeString(inbox.resolve(".rules"), "P keep\n");

    assertThat(push("-a", "inbox")).isEqualTo(new Outcome(0, "", ""));
    assertThat(inbox.resolve("new")).hasContent("new");
  }

  @Test
  void folderWithoutRulesIsDeletedFrom() {
    assertThat(push("-a --delete", "inbox")).isEqualTo(new Outcome(0, "", ""));
    assertThat(inbox.toFile().list()).containsExactlyInAnyOrder("new", "sub");
  }

  /** An existing file that is replaced is not read either, and that is no reason to end. */
  @ParameterizedTest
  @ValueSource(strings = {"-aI --delete", "-ac --delete", "-aI --delete-after"})
  void filesThatMayNotBeReadAreReplaced(String options) throws IOException {
    replaceKept();

    assertThat(push(options, "inbox")).isEqualTo(new Outcome(0, "", ""));
    assertThat(inbox.resolve("sub/keep")).hasContent("another");
  }

  /** By their permissions. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-aI",
        "-ac",
        "-aIy",
        "-aIb",
        "-aI --partial-dir=.part",
        "-a --link-dest=sub",
        "-aI --no-W"
      })
  void filesThatNobodyMayReadAreNoRules(String options) throws IOException {
    replaceKept();
    Processes.bash(open, "chmod 0 keep sub/keep old");

    Outcome pushed = push(options + " --delete", "open");

    assertThat(pushed.err()).doesNotContain("filter rules");
    assertThat(pushed.exit()).as(pushed.err()).isZero();
    assertThat(open.resolve("sub/keep")).hasContent("another");
  }

  private void replaceKept() throws IOException {
    Files.writeString(source.resolve("keep"), "another");
    Files.writeString(source.resolve("sub/keep"), "another");
  }

  @Test
  void rulesThatNobodyMayReadEndAPushToo() throws IOException {
    Files.writeString(open.resolve(".rules"), "P keep\n");
    Processes.bash(open, "chmod 0 .rules");

    assertThat(push("-a --delete", "open").err()).contains("a file of filter rules");
    assertThat(open.resolve("keep")).exists();
  }

  @Test
  void rulesThatMayBeReadProtect() throws IOException {
    Files.writeString(open.resolve(".rules"), "P keep\nP .rules\n");

    assertThat(push("-a --delete", "open")).isEqualTo(new Outcome(0, "", ""));
    assertThat(open.toFile().list()).containsExactlyInAnyOrder(".rules", "keep", "new", "sub");
  }
}
