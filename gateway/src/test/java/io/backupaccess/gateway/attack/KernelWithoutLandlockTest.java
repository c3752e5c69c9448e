package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served where the kernel cannot confine: nothing, or what needs no keeping apart. */
class KernelWithoutLandlockTest {
  @TempDir Path folder;
  @TempDir Path copies;

  private TestGateway gateway;

  @BeforeEach
  void prepare() throws IOException {
    gateway = new TestGateway(folder).launcher(LauncherWrappers.withoutLandlock(folder));
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    gateway.volume("media");
    gateway.grant("backup", "db");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String status() {
    return gateway.ask("GET /v1/status", "").body();
  }

  @Test
  void whereItIsRequiredNobodyIsServedAndTheStatusSaysWhy() throws Exception {
    gateway.start();
    assertThat(gateway.probe("/readyz")).isEqualTo(503);
    assertThat(gateway.port()).as("the port of SSH, 0 as in the settings").isZero();
    assertThat(status()).contains("\"landlockAbi\":0").doesNotContain("\"landlock\"");
    assertThat(status()).contains("the kernel offers no Landlock");
  }

  @Test
  void withBestEffortKeysWithTheSameVolumesAreServed() throws Exception {
    gateway.confinement(Confinement.BEST_EFFORT).grant("second", "db").start();
    assertThat(gateway.probe("/readyz")).isEqualTo(200);
    assertThat(gateway.client("backup").pull("db/", copies)).isEqualTo(new Outcome(0, "", ""));
    assertThat(copies.resolve("file")).hasContent("content");
    assertThat(status())
        .contains("\"seccomp\"", "the kernel offers no Landlock")
        .doesNotContain("\"landlock\"");
  }

  @Test
  void withBestEffortOptionsThatFollowLinksAreRefused() {
    gateway.confinement(Confinement.BEST_EFFORT).start();
    for (String option : new String[] {"-L", "-k", "--copy-unsafe-links"}) {
      Outcome refused =
          gateway.client("backup").rsync("-r", option, Client.host() + ":db/", copies + "/");
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.err()).contains("option " + option);
      assertThat(copies).isEmptyDirectory();
    }
  }

  /** A client can send a link that leads out, and then send through it. */
  @Test
  void withBestEffortNothingIsWritten() throws IOException {
    Path restored = gateway.volume("restored");
    Files.writeString(restored.resolve("file"), "content");
    gateway
        .with(new VolumeConfig("restored", restored.toString(), null, Mode.READ_WRITE, true, true))
        .confinement(Confinement.BEST_EFFORT)
        .grant("backup", "restored")
        .start();
    Client client = gateway.client("backup");
    Path sent = Files.createDirectory(folder.resolve("sent"));
    Files.writeString(sent.resolve("file"), "changed");

    Outcome refused = client.rsync("-a", sent + "/", Client.host() + ":/restored/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("the kernel of this server cannot confine what is written.");
    assertThat(restored.resolve("file")).hasContent("content");
    assertThat(client.pull("restored/", copies)).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void withBestEffortKeysWithDifferentVolumesAreRefused() throws Exception {
    gateway.confinement(Confinement.BEST_EFFORT).grant("second", "media").start();
    for (String key : new String[] {"backup", "second"}) {
      assertThat(gateway.client(key).command("true").err())
          .isEqualTo("backup@127.0.0.1: Permission denied (publickey).\r\n");
    }
    assertThat(status()).contains("they may read different volumes");
  }
}
