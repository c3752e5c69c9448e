package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three gateways serve one claim, on which nobody changes anything: the scene's end checks that.
 */
@DisplayName("Of a claim with files of several owners, a gateway that runs as")
class OtherUserTest {

  private static final String OWNERS = "for its owner's eyes";
  private static final String EVERYBODYS = "for everybody";
  private static final String FOREIGN = "for somebody else's eyes";

  private static Scene scene;
  private static BackupHost host;
  private static Path original;

  @BeforeAll
  static void serveTheClaimToEachPrivilege() throws Exception {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
    Path data = scene.claim("documents", "ReadWriteMany");
    fill(data);
    original = scene.folder.resolve("original");
    Command.must("rsync", "-aHAX", data + "/", original + "/");
    scene.keepsAsItIs(data);

    scene.allowReadAll();
    serve("owner", "restricted", "runAsUser: 4711");
    serve("baseline", "baseline", "privilege: ReadAllBaseline");
    serve("privileged", "privileged", "privilege: ReadAll");
  }

  private static void fill(Path data) throws Exception {
    Path owners = Files.createDirectory(data.resolve("owners"));
    Path foreign = Files.createDirectory(data.resolve("foreign"));
    Files.writeString(owners.resolve("file"), OWNERS);
    Files.createLink(owners.resolve("hard-link"), owners.resolve("file"));
    Files.createSymbolicLink(owners.resolve("link"), Path.of("../foreign/file"));
    Files.setAttribute(
        owners.resolve("file"), "user:note", "extended".getBytes(StandardCharsets.US_ASCII));
    Files.writeString(foreign.resolve("file"), FOREIGN);
    Files.writeString(data.resolve("foreign-file"), FOREIGN);
    Files.writeString(data.resolve("everybodys"), EVERYBODYS);
    Command.must("chown", "-hR", "4711:4712", data.toString());
    Command.must("chown", "-R", "4713:4714", foreign.toString());
    Command.must("chown", "4713:4714", data.resolve("foreign-file").toString());
    Command.must("chmod", "-R", "u=rwX,go=", owners.toString(), foreign.toString());
    Command.must("chmod", "0600", data.resolve("foreign-file").toString());
    Command.must("chmod", "0644", data.resolve("everybodys").toString());
    Command.must("chmod", "0755", data.toString());
    grantByAcl(owners.resolve("file"));
    // rsync compares whole seconds: what was made in the second of its copy would keep the copy's.
    Command.must(
        "find",
        data.toString(),
        "-exec",
        "touch",
        "-hd",
        "2021-03-04 05:06:07.123456789",
        "{}",
        "+");
  }

  /** User 4715 may read, which nobody here asks for: as setfacl(1), which few machines have. */
  private static void grantByAcl(Path file) {
    Command.must(
        "python3",
        "-c",
        """
        import os, struct, sys
        everyone = 0xFFFFFFFF
        entries = [(1, 6, everyone), (2, 4, 4715), (4, 0, everyone), (16, 4, everyone), (32, 0, everyone)]
        acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
        os.setxattr(sys.argv[1], "system.posix_acl_access", acl)
        """,
        file.toString());
  }

  private static void serve(String access, String podSecurity, String files) {
    scene.enforce(podSecurity);
    scene.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: %s, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: "*"}]}]
          volumes: [{name: documents, claimName: documents}]
          files: {%s}
          freshness: {maxAge: 26h}
        """
            .formatted(access, host.publicKey(), files));
    scene.awaitReady(access);
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  @Test
  void theOwnerOfSomeServesTheseAndWhatIsForEverybodyAndCountsTheRest() throws Exception {
    BackupAccessStatus gateway = scene.status("owner");
    Path copy = host.path("owner");

    Command.Result pulled = host.pull(gateway, "-aH", "/documents/", copy);

    assertThat(pulled.exitCode()).as(pulled.output()).isEqualTo(23);
    assertThat(copy.resolve("owners/file")).hasContent(OWNERS);
    assertThat(copy.resolve("everybodys")).hasContent(EVERYBODYS);
    assertThat(copy.resolve("foreign")).isEmptyDirectory();
    assertThat(copy.resolve("foreign-file")).doesNotExist();

    scene.askGatewaysOf("documents");
    scene.awaitReason("owner", "Fresh", "Stale");
    assertThat(scene.message("owner", "Fresh")).contains("could not read 2");
    assertThat(pulled("owner").lastPull().exitCode()).isEqualTo(23);
    assertThat(pulled("owner").lastPull().unreadable()).isEqualTo(2);

    // Of a folder, without an error: not the whole either.
    Command.Result part = host.pull(gateway, "-a", "/documents/owners/", host.path("part"));
    assertThat(part.exitCode()).as(part.output()).isZero();
    scene.askGatewaysOf("documents");
    Scene.await(
        "it is in the status",
        Duration.ofMinutes(2),
        () -> pulled("owner").lastPull().exitCode() == 0);
    assertThat(pulled("owner").lastSuccessTime()).isNull();

    assertThat(host.sftp(gateway, "get /documents/owners/file " + host.path("got")).exitCode())
        .isZero();
    assertThat(host.path("got")).hasContent(OWNERS);
    Command.Result refused = host.sftp(gateway, "get /documents/foreign-file " + host.path("not"));
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.output()).contains("Permission denied");
    cannotWrite("owner");

    scene.kubectl(
        "patch",
        "backupaccess",
        "owner",
        "--type=merge",
        "--patch={\"spec\": {\"server\": {\"protocols\": [\"Rsync\"]}}}");

    Scene.await(
        "SFTP is refused",
        Duration.ofMinutes(2),
        () -> host.sftp(gateway, "ls /").output().contains("subsystem request failed"));
    assertThat(host.pull(gateway, "-a", "/documents/owners/", host.path("part")).exitCode())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline", "privileged"})
  void rootServesThemAllWithEveryAttribute(String access) {
    BackupAccessStatus gateway = scene.status(access);
    Path copy = host.path(access);

    Command.Result pulled = host.pull(gateway, "-aHAX --numeric-ids", "/documents/", copy);

    assertThat(pulled.exitCode()).as(pulled.output()).isZero();
    assertThat(Command.must(Scene.script("compare-trees"), original.toString(), copy.toString()))
        .contains("are the same");
    scene.askGatewaysOf("documents");
    scene.awaitCondition(access, "Fresh");
    assertThat(pulled(access).lastPull().unreadable()).isZero();
    cannotWrite(access);
  }

  /** Neither a client nor whoever took the gateway over. */
  private static void cannotWrite(String access) {
    BackupAccessStatus gateway = scene.status(access);
    Path mine = host.path("key.pub");

    List<Command.Result> tries =
        List.of(
            host.push(gateway, "-a", mine.toString(), "/documents/"),
            host.push(gateway, "-a --delete", original + "/owners/", "/documents/"),
            host.pull(gateway, "-a --remove-source-files", "/documents/", host.path("moved")),
            host.sftp(gateway, "put " + mine + " /documents/put"),
            host.sftp(gateway, "put " + mine + " /documents/everybodys"),
            host.sftp(gateway, "rm /documents/everybodys"),
            host.sftp(gateway, "rename /documents/everybodys /documents/renamed"),
            host.sftp(gateway, "chmod 0666 /documents/everybodys"),
            scene.writeInGateway(access, "documents", "by-hand"));

    assertThat(tries).allSatisfy(each -> assertThat(each.exitCode()).isNotZero());
    assertThat(tries.getLast().output()).contains("Read-only file system");
    assertThat(gateway.volumes().getFirst().mount())
        .isEqualTo(VolumeStatus.Mount.RECURSIVE_READ_ONLY);
  }

  private static KeyVolumeStatus pulled(String access) {
    return scene.status(access).keys().getFirst().volumes().getFirst();
  }
}
