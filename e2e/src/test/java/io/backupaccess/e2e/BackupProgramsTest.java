package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** With the configuration that {@code examples/} has for them. */
@DisplayName("A backup program outside the cluster:")
class BackupProgramsTest {

  private static Scene scene;
  private static BackupHost host;
  private static BackupAccessStatus gateway;
  private static Path data;

  @BeforeAll
  static void serveDocuments() {
    scene = new Scene();
    data = scene.claim("documents");
    Command.must(Scene.script("sample-data"), data.toString());
    Command.must("truncate", "-s", "20M", data.resolve("kinds/large").toString());
    host = new BackupHost(scene, "backup-host");
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: documents, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: "*"}]}]
          volumes: [{name: documents, claimName: documents}]
        """
            .formatted(host.publicKey()));
    scene.awaitReady("documents");
    gateway = scene.status("documents");
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @Test
  void rsnapshotKeepsTwoGenerationsThatShareWhatDidNotChange() throws IOException {
    Path snapshots = host.path("snapshots");
    Path settings =
        Files.writeString(
            host.path("rsnapshot.conf"),
            host.example(gateway, "rsnapshot.conf").replace("/backups", snapshots.toString()));
    Path before = copyOfData("before-rsnapshot");

    rsnapshot(settings);
    change("kinds/empty");
    rsnapshot(settings);

    Path first = snapshots.resolve("daily.1/cluster/documents");
    Path second = snapshots.resolve("daily.0/cluster/documents");
    assertSame(before, first);
    assertSame(data, second);
    assertThat(Files.isSameFile(first.resolve("kinds/large"), second.resolve("kinds/large")))
        .isTrue();
    assertThat(Files.isSameFile(first.resolve("links/target"), second.resolve("links/target")))
        .isFalse();
  }

  private static void rsnapshot(Path settings) {
    Command.Result made = Command.run("rsnapshot", "-c", settings.toString(), "daily");
    assertThat(made).isEqualTo(new Command.Result(0, ""));
  }

  @Test
  void backupPcMakesAFullAndAnIncrementalBackupAndRestoresBoth() throws Exception {
    Path before = copyOfData("before-backuppc");
    try (BackupPc backupPc =
        new BackupPc(host.path("backuppc"), host.example(gateway, "backuppc.pl"))) {

      Command.Result full = backupPc.dump("-f");
      assertThat(full.output()).as(full.output()).contains("full backup complete");
      change("kinds/nanoseconds");
      Command.Result incremental = backupPc.dump("-i");

      assertThat(incremental.output()).contains("incr backup complete");
      assertThat(backupPc.log(1)).contains("0 xferErrs");
      assertSame(before, backupPc.restore(0, "/documents"));
      assertSame(data, backupPc.restore(1, "/documents"));
    }
  }

  private static Path copyOfData(String name) {
    Path copy = scene.folder.resolve(name);
    Command.must("cp", "-a", data.toString(), copy.toString());
    return copy;
  }

  /** One file is gone, one is new, one has grown. */
  private static void change(String gone) throws IOException {
    Files.delete(data.resolve(gone));
    Files.writeString(data.resolve("new instead of " + gone.replace('/', '-')), "new");
    Files.writeString(
        data.resolve("links/target"),
        Files.readString(data.resolve("links/target")) + "and more\n");
  }

  /** Names, contents, kinds, permissions, owners, times to the second, hard links, both ways. */
  private static void assertSame(Path original, Path copy) {
    assertThat(Command.run("rsync", "-aHcni", "--delete", original + "/", copy + "/"))
        .isEqualTo(new Command.Result(0, ""));
  }
}
