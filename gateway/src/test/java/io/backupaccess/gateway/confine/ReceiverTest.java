package io.backupaccess.gateway.confine;

import static io.backupaccess.gateway.confine.Programs.unconfined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel leaves a child that writes; each test names the layer that it fails without. */
class ReceiverTest {
  @TempDir Path folder;
  private Path volume;
  private Path outside;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("file"), "granted");
    Path other = Files.createDirectory(folder.resolve("other"));
    outside = Files.writeString(other.resolve("file"), "kept");
  }

  private Outcome receiver(String... arguments) {
    return Programs.run(
        Programs.actorCommand(Profile.RECEIVER, List.of(Place.of(volume)), volume, arguments));
  }

  @Test
  void writesInsideItsVolume() {
    assertThat(receiver("write", "new").lines())
        .containsExactly("append=done", "create=done", "truncate=done", "update=done");
    assertThat(receiver("change", "file", "made").lines())
        .containsExactly(
            "rename=done",
            "link=done",
            "symlink=done",
            "folder=done",
            "truncate while reading=EACCES",
            "truncate by name=EPERM");
    assertThat(volume.resolve("file")).hasContent("granted");
  }

  /** Landlock. */
  @Test
  void writesNothingOutsideItsVolume() throws IOException {
    Files.createSymbolicLink(volume.resolve("out"), outside.getParent());
    for (String file : List.of(outside.toString(), "../other/file", "out/file")) {
      assertThat(receiver("write", file).lines())
          .as(file)
          .containsExactly("append=EACCES", "create=EACCES", "truncate=EACCES", "update=EACCES");
      assertThat(receiver("change", file, outside.resolveSibling("made").toString()).lines())
          .as(file)
          .noneMatch(line -> line.endsWith("=done"));
    }
    assertThat(outside).hasContent("kept");
    assertThat(outside.getParent().toFile().list()).containsExactly("file");
    assertThat(unconfined("write", outside.toString()).lines())
        .containsExactly("append=done", "create=done", "truncate=done", "update=done");
  }

  /** Landlock: a hard link or a rename would bring foreign contents within reach, or carry out. */
  @Test
  void movesAndLinksNothingAcrossTheBorderOfItsVolume() {
    String foreign = outside.toString();
    String made = outside.resolveSibling("made").toString();
    assertThat(receiver("change", foreign, "made").lines()).contains("rename=EACCES", "link=EXDEV");
    assertThat(receiver("change", "file", made).lines()).contains("rename=EACCES", "link=EACCES");
    assertThat(volume.toFile().list()).containsExactly("file");
    assertThat(outside).hasContent("kept");
    assertThat(unconfined("change", volume.resolve("file").toString(), made).lines())
        .contains("rename=done", "link=done");
  }

  /** seccomp: before its third version Landlock does not see a truncation. */
  @Test
  void truncatesThroughOpenFilesAlone() {
    assertThat(receiver("change", outside.toString(), "made").lines())
        .contains("truncate while reading=EACCES", "truncate by name=EPERM");
    assertThat(unconfined("change", outside.toString(), folder.resolve("made").toString()).lines())
        .contains("truncate while reading=done", "truncate by name=done");
  }

  /** Landlock: what is pushed is not run, nor is anything else. */
  @Test
  void executesNothing() throws IOException {
    Path program = volume.resolve("program");
    Files.copy(Path.of("/bin/true"), program);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));

    for (String path : List.of("/bin/true", program.toString())) {
      assertThat(receiver("execute", path).text()).isEqualTo("execute=EACCES\n");
    }
    assertThat(unconfined("execute", program.toString()).text()).isEmpty();
  }

  /** seccomp and Landlock each; set-user-ID for uid 0 is seccomp alone. */
  @Test
  void leavesNoDevicesPipesSocketsAndProgramsOfUidZero() {
    assumeTrue(isRoot(), "needs root");
    assertThat(receiver("make-special", "file", "made").lines())
        .hasSize(6)
        .allMatch(line -> line.endsWith("=EPERM"));
    assertThat(volume.toFile().list()).containsExactly("file");
    assertThat(unconfined("make-special", volume + "/file", volume + "/made").lines())
        .contains("fifo=done", "chmod 4755=done");
  }

  /**
   * seccomp: the parent is the gateway. Landlock keeps to its own processes only from Linux 6.12.
   */
  @Test
  void signalsItsOwnProcessesAlone() {
    assertThat(receiver("signals").lines())
        .containsExactly(
            "parent=EPERM",
            "init=EPERM",
            "group=EPERM",
            "everybody=EPERM",
            "child, to the end=EPERM",
            "child=done");
  }

  /** seccomp: a signal about a descriptor would end the gateway as kill() would. */
  @Test
  void hasNoSignalsSentByTheKernelEither() {
    assertThat(receiver("redirect-signals").lines())
        .containsExactly(
            "pipe=done", "recipient=EPERM", "signal=EPERM", "lease=EPERM", "flags=done");
    assertThat(Programs.actor(volume, "redirect-signals").lines())
        .contains("recipient=EPERM", "signal=EPERM");
    assertThat(unconfined("redirect-signals").lines()).contains("recipient=done", "signal=done");
  }

  /** The lookup of the destination: a path that it said nothing about is not left to rsync. */
  @Test
  void startsNowhereWhereTheKernelDoesNotSayWhereThatIs() {
    List<String> command =
        Programs.launcher()
            .command(
                new ChildSpec(
                    Profile.RECEIVER,
                    List.of(Place.of(volume)),
                    volume,
                    Programs.LIMITS,
                    Argument.literals("--", "file")));
    Programs.Outcome refused =
        Programs.run(
            Programs.concat(List.of(Programs.ACTOR.toString(), "with-disturbed-lookups"), command));
    assertThat(refused.status()).isEqualTo(Launcher.EXIT_REFUSED);
    assertThat(refused.errors()).startsWith("the destination cannot be looked up: ");
  }

  /** seccomp. */
  @Test
  void makesNoSocketAndTouchesNothingOfTheMachine() {
    assertThat(receiver("socket", "1").text()).isEqualTo("socket=EPERM\n");
    assertThat(receiver("socket", "2").text()).isEqualTo("socket=EPERM\n");
    assertThat(receiver("calls").lines())
        .hasSizeGreaterThan(35)
        .allMatch(line -> line.endsWith("=EPERM") || line.endsWith("=ENOSYS"));
  }

  /** A push gains nothing from a tier that reads everything: it writes as its own user. */
  @Test
  void keepsNoCapability() {
    assumeTrue(isRoot(), "needs root");
    Path proc = Path.of("/proc");
    List<String> command =
        Programs.actorCommand(
            Profile.RECEIVER, List.of(Place.of(Path.of("/proc"))), proc, "status", "CapEff");
    assertThat(Programs.run(command).lines()).containsExactly("0000000000000000");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
