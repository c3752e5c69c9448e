package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume that is empty because its data was lost: the copies outside are all that is left. */
class RestoreOnlyTest extends Pushing {

  private Path copy;

  @BeforeEach
  void lose() throws IOException {
    gateway.with(
        new VolumeConfig("restored", restored.toString(), null, Mode.RESTORE_ONLY, true, true));
    gateway.with(
        new KeyConfig(
            "reader",
            List.of(gateway.publicKey("reader")),
            null,
            List.of(GrantConfig.full("readable"), new GrantConfig("restored", Mode.READ_ONLY)),
            null,
            null,
            null,
            null));
    gateway.configure();
    awaitThat(
        "the configuration is in force",
        () -> gateway.client("reader").rsync(host() + ":/readable/").exit() == 0);
    Files.writeString(readable.resolve("file"), "served");
    copy = Files.createDirectory(folder.resolve("copy"));
    Files.writeString(
        Files.createDirectory(copy.resolve("restored")).resolve("file"), "all I have");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/*", "/restored", "/restored/", "/rest*/"})
  void noPullWithDeleteReachesTheCopy(String path) {
    Path destination =
        path.endsWith("ed/") || path.endsWith("*/") ? copy.resolve("restored") : copy;

    Outcome refused = client.rsync("-a", "--delete", host() + ":" + path, destination + "/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("volume restored is not available now");
    assertThat(copy.resolve("restored/file")).hasContent("all I have");
  }

  @Test
  void aKeyThatMayOnlyReadIsToldTheSame() {
    Outcome refused = gateway.client("reader").rsync("-a", "--delete", host() + ":/", copy + "/");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("volume restored is not available now");
    assertThat(copy.resolve("restored/file")).hasContent("all I have");
    assertThat(gateway.client("reader").rsync("-a", host() + ":/readable/", copy + "/").exit())
        .isZero();
  }

  @Test
  void sftpShowsItsNameAndNothingInIt() throws Exception {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.openFolder("/restored").text()).contains("volume restored is not available");
      assertThat(sftp.open("/restored/file").text()).contains("volume restored is not available");
      assertThat(sftp.openFolder("/").text()).contains("volume restored is not available");
    }
  }

  @Test
  void aPushPutsTheCopyBack() throws IOException {
    Outcome pushed = push("-a", copy.resolve("restored"), "/restored/");

    assertThat(pushed.exit()).as(pushed.err()).isZero();
    assertThat(restored.resolve("file")).hasContent("all I have");
  }
}
