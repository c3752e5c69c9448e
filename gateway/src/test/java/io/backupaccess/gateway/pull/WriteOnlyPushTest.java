package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the receiver tells a client that pushes: checksums of what is there, by the block. */
class WriteOnlyPushTest {
  private static final String CHECKSUM = "chunk[0]";

  @TempDir Path folder;

  private TestGateway gateway;
  private Path sink;
  private Path both;
  private Path sent;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    sink = volume("sink", Mode.WRITE_ONLY);
    both = volume("both", Mode.READ_WRITE);
    sent = Files.createDirectory(folder.resolve("sent"));
    Files.writeString(sent.resolve("file"), "x".repeat(700));
    gateway.grant("backup", "sink", "both").start();
    client = gateway.client("backup");
  }

  private Path volume(String name, Mode mode) throws IOException {
    Path mount = gateway.volume(name);
    Files.writeString(mount.resolve("file"), "secret");
    Files.createDirectory(mount.resolve("other"));
    Files.writeString(mount.resolve("other/file"), "secret");
    gateway.with(new VolumeConfig(name, mount.toString(), null, mode, true, true));
    return mount;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Outcome push(String options, String destination) {
    List<String> arguments = new ArrayList<>(List.of("-rI", "-B1", "-vvv", "--debug=deltasum3"));
    arguments.addAll(List.of(options.split(" ")));
    arguments.add(sent + "/");
    arguments.add(host() + ":" + destination);
    return client.rsync(arguments.toArray(String[]::new));
  }

  /** Each arrives as it does at any rsync: what is there is replaced, as a whole. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--no-W",
        "-a",
        "-az",
        "-ac",
        "-aH --partial",
        "-aS --delay-updates",
        "-ab",
        "-a --delete",
        "-a --delete-after --protocol=29",
        "-as --fsync --preallocate",
      })
  void noChecksumsOfAWriteOnlyVolumeReachTheClient(String options) {
    Outcome pushed = push(options, "/sink/");

    assertThat(pushed.exit()).as(pushed.err()).isZero();
    assertThat(pushed.out() + pushed.err()).doesNotContain(CHECKSUM);
    assertThat(sink.resolve("file")).hasSameBinaryContentAs(sent.resolve("file"));
    assertThat(sink.resolve(".backup-access-incoming")).doesNotExist();
  }

  @Test
  void whatCanBeReadIsComparedByTheBlock() {
    Outcome pushed = push("--no-W", "/both/");

    assertThat(pushed.out() + pushed.err()).contains(CHECKSUM);
    assertThat(both.resolve("file")).hasSameBinaryContentAs(sent.resolve("file"));
  }
}
