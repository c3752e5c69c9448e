package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A key that is granted one of two volumes")
class PullTest {

  private static Scene scene;
  private static BackupHost host;
  private static BackupAccessStatus gateway;
  private static Path data;
  private static Path original;

  @BeforeAll
  static void applyTheExample() throws Exception {
    scene = new Scene();
    data = scene.claim("documents");
    Command.must(Scene.script("sample-data"), data.toString());
    original = scene.folder.resolve("original");
    Command.must("cp", "-a", data.toString(), original.toString());
    scene.keepsAsItIs(data);
    scene.keepsAsItIs(scene.claimWith("private", "secret", "for nobody else"));
    host = new BackupHost(scene, "backup-host");
    scene.kubectl(
        "create",
        "secret",
        "generic",
        "backup-host-key",
        "--from-file=authorized_keys=" + host.path("key.pub"));
    scene.kubectl("label", "secret", "backup-host-key", "backupaccess.io/keys=true");
    scene.kubectl("apply", "--filename", root().resolve("examples/documents.yaml").toString());
    scene.awaitReady("documents");
    gateway = scene.status("documents");
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @Test
  void pullsEveryByteAndAttribute() {
    Path copy = host.path("copy");

    Command.Result pulled = host.pull(gateway, "-aH", "/documents/", copy);

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(Command.must(Scene.script("compare-trees"), original.toString(), copy.toString()))
        .contains("are the same");
  }

  @Test
  void transfersNothingTheSecondTime() {
    Path copy = host.path("twice");
    host.pull(gateway, "-aH", "/documents/links/", copy);

    Command.Result again = host.pull(gateway, "-aHi --delete", "/documents/links/", copy);

    assertThat(again).isEqualTo(new Command.Result(0, ""));
  }

  /** By tables of the image's: without them rsync refuses the character set. */
  @Test
  void hasNamesInTheCharacterSetOfTheClient() {
    Path copy = host.path("names");

    Command.Result pulled =
        host.pull(gateway, "-a --iconv=UTF-8,ISO-8859-1", "/documents/names/", copy);

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    Command.must("bash", "-c", "test -e \"$1\"/$'Latin-1 \\xc3\\xa9'", "bash", copy.toString());
    for (String other : List.of("CP850", "KOI8-R", "ISO-8859-2", "ASCII")) {
      assertThat(host.pull(gateway, "-nr --iconv=UTF-8," + other, "/documents/links/", copy))
          .as(other)
          .extracting(Command.Result::exitCode)
          .isEqualTo(0);
    }
  }

  @Test
  void seesOnlyThatVolumeInTheRoot() {
    Path copy = host.path("root");

    Command.Result pulled = host.pull(gateway, "-r --exclude=/documents/[fkn]*", "/", copy);

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(copy.toFile().list()).containsExactly("documents");
  }

  @Test
  void getsTheSameAnswerForTheOtherVolumeAsForOneThatDoesNotExist() {
    Command.Result ungranted = host.pull(gateway, "-a", "/private/", host.path("ungranted"));
    Command.Result absent = host.pull(gateway, "-a", "/no-such/", host.path("ungranted"));

    assertThat(ungranted.exitCode()).isEqualTo(23);
    assertThat(ungranted.output().replace("private", "no-such")).isEqualTo(absent.output());
    assertThat(host.path("ungranted").resolve("secret")).doesNotExist();
  }

  @Test
  void cannotPush() {
    Command.Result pushed =
        host.push(gateway, "-a", host.path("key.pub").toString(), "/documents/");

    assertThat(pushed.exitCode()).isNotZero();
    assertThat(data.resolve("key.pub")).doesNotExist();
  }

  @Test
  void getsTheSameBytesOverSftpAndCannotPutAny() {
    Path copy = host.path("over-sftp");

    Command.Result got = host.sftp(gateway, "get /documents/kinds/nanoseconds " + copy);

    assertThat(got.exitCode()).as(got.output()).isZero();
    assertThat(copy).hasSameBinaryContentAs(original.resolve("kinds/nanoseconds"));

    Command.Result put = host.sftp(gateway, "put " + host.path("key.pub") + " /documents/put");

    assertThat(put.exitCode()).isNotZero();
    assertThat(data.resolve("put")).doesNotExist();
  }

  @Test
  void seesOnlyThatVolumeOverSftp() {
    Command.Result listed = host.sftp(gateway, "ls -1 /");

    assertThat(listed.exitCode()).as(listed.output()).isZero();
    assertThat(listed.output()).contains("documents").doesNotContain("private");
  }

  @Test
  void cannotGetAShellOrRunACommand() {
    assertThat(host.ssh(gateway, BackupHost.at(gateway)).exitCode()).isNotZero();
    assertThat(host.ssh(gateway, "-tt", BackupHost.at(gateway)).exitCode()).isNotZero();
    Command.Result command = host.ssh(gateway, BackupHost.at(gateway), "id");
    assertThat(command.exitCode()).isNotZero();
    assertThat(command.output()).doesNotContain("uid=");
  }

  @Test
  void cannotForwardPorts() {
    Command.Result out = host.ssh(gateway, "-W127.0.0.1:8080", BackupHost.at(gateway));
    assertThat(out.exitCode()).isNotZero();
    assertThat(out.output()).contains("forward");

    Command.Result in =
        host.ssh(
            gateway, "-N", "-oExitOnForwardFailure=yes", "-R0:127.0.0.1:9", BackupHost.at(gateway));
    assertThat(in.exitCode()).isNotZero();
    assertThat(in.output()).contains("forward");
  }

  @Test
  void isTheOnlyKeyThatIsLetIn() {
    BackupHost stranger = new BackupHost(scene, "stranger");

    Command.Result pulled = stranger.pull(gateway, "-a", "/documents/", stranger.path("copy"));

    // Of two endings, ssh's (255) and its own broken pipe (12), rsync reports the one that it sees
    // first.
    assertThat(pulled.exitCode()).isIn(12, 255);
    assertThat(pulled.output()).contains("Permission denied (publickey)");
    assertThat(stranger.path("copy")).doesNotExist();
  }

  @Test
  void hasItsVolumeMountedReadOnly() {
    Command.Result written = scene.writeInGateway("documents", "documents", "written");

    assertThat(written.exitCode()).isNotZero();
    assertThat(written.output()).contains("Read-only file system");
    assertThat(Files.exists(data.resolve("written"))).isFalse();
  }

  private static Path root() {
    return Path.of("..").toAbsolutePath().normalize();
  }
}
