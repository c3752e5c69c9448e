package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.ServerConfig.Protocol;
import io.backupaccess.gatewayconfig.VolumeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading by the real {@code sftp} and {@code scp}. */
class SftpTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Path media = gateway.volume("media");
    Trees.fill(db);
    Files.createDirectories(media.resolve("films"));
    Files.writeString(media.resolve("films/film"), "moving pictures");
    gateway.with(new VolumeConfig("away", null, null));
    gateway.with(new VolumeConfig("gone", folder.resolve("mounts/gone").toString(), null));
    Files.createSymbolicLink(media.resolve("swapped"), db);
    gateway.with(new VolumeConfig("swapped", media.toString(), "swapped"));
    gateway.volume("secret");
    Path drop = gateway.volume("drop");
    Files.writeString(drop.resolve("file"), "not to be read back");
    gateway.with(
        new VolumeConfig("drop", drop.toString(), null, VolumeConfig.Mode.WRITE_ONLY, null, null));
    gateway.grant("dropper", "db", "drop");
    gateway.grant("blind", "drop");
    gateway.grant("backup", "db", "media");
    gateway.grant("unlucky", "db", "away");
    gateway.grant("unmounted", "db", "gone");
    gateway.grant("tricked", "media", "swapped");
    gateway.with(
        new KeyConfig(
            "rooted", List.of(gateway.publicKey("rooted")), List.of("db"), "db", null, null));
    gateway.start();
    client = gateway.client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Outcome sftp(Client client, Path folder, String commands) {
    TestGateway.write(folder.resolve("batch"), commands);
    List<String> command = new ArrayList<>(List.of("sftp"));
    command.addAll(client.options("-P"));
    command.addAll(List.of("-b", folder.resolve("batch").toString(), host()));
    return Processes.run(command);
  }

  private static Outcome scp(Client client, String... arguments) {
    List<String> command = new ArrayList<>(List.of("scp"));
    command.addAll(client.options("-P"));
    command.addAll(List.of(arguments));
    return Processes.run(command);
  }

  @Test
  void theTopShowsTheGrantedVolumes() {
    Outcome listing = sftp(client, copies, "ls -1\npwd\ncd db/deep/../..\npwd\n");
    assertThat(listing.exit()).as(listing.err()).isZero();
    assertThat(listing.out()).contains("db", "media", "Remote working directory: /");
    assertThat(listing.out()).doesNotContain("secret");
  }

  @Test
  void aFileArrivesByteForByte() {
    Outcome got = sftp(client, copies, "get /db/large " + copies + "/large\n");
    assertThat(got.exit()).as(got.err()).isZero();
    assertThat(copies.resolve("large")).hasSameBinaryContentAs(db.resolve("large"));
  }

  @Test
  void aTreeArrivesWithScpExceptWhatIsNeitherFileNorFolder() {
    Outcome got =
        scp(client, "-rp", host() + ":/db/deep", host() + ":/db/with space", copies + "/");
    assertThat(got.exit()).as(got.err()).isZero();
    Trees.assertSame(db.resolve("with space"), copies.resolve("with space"));
    assertThat(copies.resolve("deep/er/folder/one")).hasContent("one\n");
  }

  @Test
  void namesAreBytes() {
    // The client writes names as they are; its own pattern matching takes them for no wildcards.
    assertThat(Processes.bash(copies, "mkdir got").exit()).isZero();
    Outcome got = sftp(client, copies, "get -r /db " + copies + "/got\n");
    assertThat(got.err()).doesNotContain("ogg");
    Outcome names =
        Processes.bash(
            copies,
            "cat got/db/caf$'\\xe9' got/db/two$'\\n'lines got/db/'*' got/db/'back\\slash' got/db/-rf");
    assertThat(names).isEqualTo(new Outcome(0, "latinnewlinestarbdash", ""));
  }

  @Test
  void anInterruptedTransferGoesOnWhereItStopped() {
    // What is there already is not what the server has, so that one can tell who sent what.
    Processes.bash(copies, "head -c 1000000 /dev/zero > large");
    Outcome got = sftp(client, copies, "reget /db/large " + copies + "/large\n");
    assertThat(got.exit()).as(got.err()).isZero();
    Outcome compared =
        Processes.bash(
            copies,
            "cmp -n 1000000 large /dev/zero && cmp -i 1000000 large '" + db.resolve("large") + "'");
    assertThat(compared).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void theSpaceOfAVolumeIsShown() {
    Outcome space = sftp(client, copies, "df -h /db\n");
    assertThat(space.exit()).as(space.err()).isZero();
    assertThat(space.out()).contains("Capacity");
  }

  @Test
  void aKeyWithARootSeesThatVolumeAsTheTop() {
    Outcome got = sftp(gateway.client("rooted"), copies, "ls -1 /\nget /large " + copies + "/\n");
    assertThat(got.exit()).as(got.err()).isZero();
    assertThat(got.out()).contains("/with space").doesNotContain("/db");
    assertThat(copies.resolve("large")).hasSameBinaryContentAs(db.resolve("large"));
  }

  @Test
  void aVolumeThatIsAwayIsNeverAbsentOrEmpty() {
    for (String key : List.of("unlucky/away", "unmounted/gone", "tricked/swapped")) {
      String name = key.substring(key.indexOf('/') + 1);
      String says = "status 4 volume " + name + " is not available now";
      try (RawSftp sftp = RawSftp.connect(gateway.client(key.substring(0, key.indexOf('/'))))) {
        assertThat(sftp.openFolder("/").text()).isEqualTo(says);
        assertThat(sftp.openFolder("/" + name).text()).isEqualTo(says);
        assertThat(sftp.stat("/" + name).text()).isEqualTo(says);
        assertThat(sftp.linkStat("/" + name + "/x").text()).isEqualTo(says);
        assertThat(sftp.open("/" + name + "/x").text()).isEqualTo(says);
      }
    }
  }

  @Test
  void theVolumesBesideOneThatIsAwayAreServed() {
    Outcome got = sftp(gateway.client("unmounted"), copies, "get /db/large " + copies + "/\n");
    assertThat(got.exit()).as(got.err()).isZero();
    assertThat(copies.resolve("large")).hasSameBinaryContentAs(db.resolve("large"));
  }

  @Test
  void aVolumeThatCanOnlyBeWrittenToIsNotThere() {
    try (RawSftp sftp = RawSftp.connect(gateway.client("dropper"))) {
      assertThat(sftp.list("/")).containsExactly("db");
      assertThat(sftp.open("/drop/file").text()).isEqualTo("status 2 No such file");
      assertThat(sftp.stat("/drop").text()).isEqualTo("status 2 No such file");
    }
    try (RawSftp sftp = RawSftp.start(gateway.client("blind"))) {
      assertThat(sftp.end()).isEqualTo(new Outcome(1, "", "this key may not read\n"));
    }
  }

  @Test
  void aWriteIsRefusedAndChangesNothing() {
    TestGateway.write(copies.resolve("new"), "new");
    for (String command :
        List.of("put " + copies + "/new /db/new", "rm /db/large", "mkdir /db/d", "chmod 777 /db")) {
      Outcome put = sftp(client, copies, command + "\n");
      assertThat(put.exit()).isNotZero();
      assertThat(put.err()).containsIgnoringCase("permission denied");
    }
    assertThat(db.resolve("new")).doesNotExist();
    assertThat(db.resolve("large")).exists();
  }

  @Test
  void aGatewayCanBeToldToServeNoSftp(@TempDir Path other) {
    try (TestGateway without = new TestGateway(other).protocols(Protocol.RSYNC)) {
      without.volume("db");
      without.grant("backup", "db").start();
      assertThat(without.client("backup").ssh("-s", host(), "sftp").err())
          .contains("subsystem request failed");
      assertThat(without.client("backup").pull("db/", other.resolve("copy")).exit()).isZero();
    }
  }

  @Test
  void aGatewayCanBeToldToServeSftpAlone(@TempDir Path other) {
    try (TestGateway alone = new TestGateway(other).protocols(Protocol.SFTP)) {
      alone.volume("db");
      alone.grant("backup", "db").start();
      Client client = alone.client("backup");
      Outcome pull = client.pull("db/", other.resolve("copy"));
      assertThat(pull.exit()).isNotZero();
      assertThat(pull.err()).contains("this server answers sftp only");
      assertThat(sftp(client, other, "ls /db\n").exit()).isZero();
    }
  }
}
