package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends a push before its time, and what doesn't. */
class PushEndTest extends Pushing {
  @Test
  void aClientThatVanishesLeavesNoProcessAndNoTemporaryFile() throws IOException {
    Process push = slowPush("/restored/");
    List<ProcessHandle> children = receivers();
    assertThat(children).hasSizeGreaterThanOrEqualTo(2);

    push.destroyForcibly();
    push.descendants().forEach(ProcessHandle::destroyForcibly);

    awaitThat("its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(files(restored)).isEmpty();
  }

  @Test
  void aPushEndsWhenWritingIsNoLongerAllowed() throws IOException {
    Process push = slowPush("/restored/");
    List<ProcessHandle> children = receivers();

    gateway.with(new VolumeConfig("restored", restored.toString(), null)).configure();

    Outcome ended = Processes.await(push);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("access was withdrawn");
    awaitThat("its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(push("-a", backup, "/restored/").err())
        .contains("sending to read-only volume restored is not allowed.");
    assertThat(files(restored)).isEmpty();
  }

  @Test
  void aPullGoesOnWhenWritingIsAllowedMeanwhile() throws IOException {
    Processes.bash(readable, "head -c 4000000 /dev/urandom > large");
    Path copy = Files.createDirectory(folder.resolve("copy"));
    Process pull =
        Processes.start(
            client.rsyncCommand(
                "-a", "--inplace", "--bwlimit=1500", host() + ":readable/", copy + "/"));
    Processes.awaitReceiving(copy.resolve("large"));

    gateway
        .with(new VolumeConfig("readable", readable.toString(), null, Mode.READ_WRITE, null, null))
        .configure();
    awaitThat("writing is allowed", () -> push("-a", backup, "/readable/new/").exit() == 0);

    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void aPushEndsWhenItsKeyIsRemoved() {
    Process push = slowPush("/restored/");
    List<ProcessHandle> children = receivers();

    gateway.without("backup").configure();

    assertThat(Processes.await(push).exit()).isNotZero();
    awaitThat("its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(files(restored)).isEmpty();
  }

  @Test
  void aPushEndsWhenItsVolumeIsRemoved() {
    Process push = slowPush("/restored/");
    List<ProcessHandle> children = receivers();

    gateway.withoutVolume("restored").grant("backup", "careful", "readable").configure();

    Outcome ended = Processes.await(push);
    assertThat(ended.exit()).isNotZero();
    assertThat(ended.err()).contains("access was withdrawn");
    awaitThat("its processes are gone", () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(files(restored)).isEmpty();
    assertThat(push("-a", backup, "/careful/").exit()).isZero();
  }

  @Test
  void aPushGoesOnWhileAnotherOneIsMadeToTheSameVolume() throws IOException {
    Process slow = slowPush("/restored/slow/");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("file"), "x");

    assertThat(push("-a --delete", other, "/restored/quick/")).isEqualTo(new Outcome(0, "", ""));

    assertThat(restored.resolve("quick/file")).hasContent("x");
    assertThat(slow.isAlive()).isTrue();
    slow.destroy();
    assertThat(Processes.await(slow).exit()).isNotZero();
  }
}
