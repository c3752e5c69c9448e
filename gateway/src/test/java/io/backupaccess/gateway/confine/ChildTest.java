package io.backupaccess.gateway.confine;

import static io.backupaccess.gateway.confine.Programs.actor;
import static io.backupaccess.gateway.confine.Programs.unconfined;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child starts with, and with which words one does not start. */
class ChildTest {
  @TempDir Path folder;
  private Path volume;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(Files.createDirectories(volume.resolve("a/b")).resolve("file"), "beneath");
  }

  /** These are gone in a program that is not linked statically, as the actor is. */
  private static final String OF_PRELOAD = "env (LD_PRELOAD|BACKUP_ACCESS_\\w+)=.*";

  /** The one more descriptor of such a program: a Landlock ruleset can only take rights away. */
  private static String ruleset(Outcome outcome) {
    String begin = "env BACKUP_ACCESS_RULESET=";
    return outcome.lines().stream()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void environmentIsFixed() {
    assertThat(actor(volume, "state").lines())
        .filteredOn(line -> line.startsWith("env ") && !line.matches(OF_PRELOAD))
        .containsExactly(
            "env PATH=/usr/bin:/bin",
            "env LANG=C",
            "env LC_ALL=C",
            "env HOME=/nonexistent",
            "env TZ=UTC0");
  }

  @Test
  void leadsAProcessGroupOfItsOwn() {
    assertThat(actor(volume, "state").lines()).contains("leads its group=1", "leads its session=1");
  }

  @Test
  void inheritsNoDescriptorButTheThreeStreams() {
    List<String> command = Programs.actorCommand(List.of(Place.of(volume)), volume, "state");
    Outcome outcome =
        Programs.run(
            Programs.concat(
                List.of("bash", "-c", "exec 7</etc/passwd 99</etc/group; exec \"$@\"", "bash"),
                command));
    assertThat(outcome.lines())
        .filteredOn(line -> line.startsWith("open descriptor"))
        .containsExactly(
            "open descriptor 0",
            "open descriptor 1",
            "open descriptor 2",
            "open descriptor " + ruleset(outcome));
  }

  @Test
  void limitsAreSetAndCannotBeRaised() {
    assertThat(actor(volume, "state").lines())
        .contains("core=0/0", "fsize=0/0", "nofile=256/256")
        .contains("as=%d/%d".formatted(1L << 30, 1L << 30));
  }

  @Test
  void memoryBlowUpEndsAtTheLimitOfTheChildAlone() {
    int mebibytes = Integer.parseInt(actor(volume, "allocate").text().strip());
    assertThat(mebibytes).isBetween(512, 1024);
  }

  @Test
  void workingDirectoryIsTheVolume() {
    assertThat(actor(volume, "state").lines()).contains("directory=" + volume);
    var place = new Place(volume, Optional.of(Path.of("a/b")));
    assertThat(actor(List.of(place), volume.resolve("a/b"), "read", "file").text())
        .isEqualTo("content: beneath\n");
  }

  @Test
  void firstOfTheVolumesThatCannotBeOpenedIsNamed() {
    var there = Place.of(volume);
    var missing = new Place(volume, Optional.of(Path.of("a/missing")));
    Outcome outcome = actor(List.of(there, missing, missing), volume, "state");
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_UNAVAILABLE);
    assertThat(Launcher.unavailable(outcome.errors())).isEqualTo(OptionalInt.of(1));
    assertThat(outcome.text()).isEmpty();
  }

  @Test
  void missingMountIsUnavailable() {
    Outcome outcome = actor(folder.resolve("missing"), "state");
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_UNAVAILABLE);
    assertThat(outcome.errors()).isEqualTo("volume 0 is not available\n");
  }

  @Test
  void folderThatIsASymbolicLinkIsUnavailable() throws IOException {
    Files.createSymbolicLink(volume.resolve("link"), Path.of("a"));
    Files.createSymbolicLink(volume.resolve("out"), Path.of("/etc"));
    for (String name : List.of("link", "link/b", "out")) {
      Outcome outcome =
          actor(List.of(new Place(volume, Optional.of(Path.of(name)))), volume, "state");
      assertThat(outcome.status()).as(name).isEqualTo(Launcher.EXIT_UNAVAILABLE);
    }
  }

  @Test
  void folderThatIsAFileIsUnavailable() {
    var place = new Place(volume, Optional.of(Path.of("a/b/file")));
    assertThat(actor(List.of(place), volume, "state").status())
        .isEqualTo(Launcher.EXIT_UNAVAILABLE);
  }

  @Test
  void folderThatLeavesTheMountIsUnavailable() {
    for (String escape : List.of("../etc", "/etc", "a/../../etc")) {
      Outcome outcome =
          launch("--profile=sender", "--volume=" + volume + "//" + escape, "--chdir=/", "--");
      assertThat(outcome.status()).as(escape).isEqualTo(Launcher.EXIT_UNAVAILABLE);
    }
  }

  @Test
  void incompleteOrUnknownOptionsStartNothing() {
    assertFails("--profile is missing", "--");
    assertFails("--profile comes first", "--chdir=/", "--profile=sender", "--");
    assertFails("--chdir is missing", "--profile=sender", "--");
    assertFails("an option is unknown", "--profile=sender", "--chdir=/", "--x=1", "--");
    assertFails("a profile is unknown", "--profile=other", "--chdir=/", "--");
    assertFails("a limit is not a positive number", "--profile=sender", "--limit-as=-1", "--");
    assertFails("a limit is not a positive number", "--profile=sender", "--limit-nofile=12x", "--");
    assertFails("a limit is not a positive number", "--profile=sender", "--limit-as=0", "--");
    assertFails("an option is unknown or lacks its value", "--profile=sender", "--chdir=/");
  }

  @Test
  void programThatCannotBeStartedIsAFailure() {
    List<String> command =
        Programs.launcher()
            .command(
                new ChildSpec(Profile.SENDER, List.of(), volume, Programs.LIMITS, List.of()),
                folder.resolve("missing"));
    Outcome outcome = Programs.run(command);
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_FAILED);
    assertThat(outcome.errors()).startsWith("launcher: the program cannot be started");
  }

  @Test
  void kernelKillsAllItsMemoryBeforeTheGateways() throws IOException {
    // A child reads its own score; the gateway's, which is this JVM's, stays as it is.
    Path proc = Path.of("/proc");
    assertThat(actor(proc, "read", "self/oom_score_adj").text()).isEqualTo("content: 1000\n\n");
    assertThat(Files.readString(proc.resolve("self/oom_score_adj")).strip()).isNotEqualTo("1000");
  }

  @Test
  void sameProgramWithoutTheLauncherShowsTheDifference() {
    assertThat(unconfined("state").lines())
        .contains("leads its group=0")
        .noneMatch(line -> line.equals("fsize=0/0"));
  }

  private static void assertFails(String message, String... arguments) {
    Outcome outcome = launch(arguments);
    assertThat(outcome.status()).isEqualTo(Launcher.EXIT_FAILED);
    assertThat(outcome.errors()).startsWith("launcher: " + message).hasLineCount(1);
  }

  private static Outcome launch(String... arguments) {
    return Programs.run(
        Stream.of(
                Stream.of(Programs.LAUNCHER.toString(), "child"),
                Stream.of(arguments),
                Stream.of(Programs.ACTOR.toString(), "=state"))
            .flatMap(part -> part)
            .toList());
  }
}
