package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls by the real rsync. */
class PullTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static Path media;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    media = gateway.volume("media");
    Path secret = gateway.volume("secret");
    Files.writeString(secret.resolve("inside"), "nobody reads this");
    Trees.fill(db);
    Files.createDirectories(media.resolve("films"));
    Files.writeString(media.resolve("films/film"), "moving pictures");
    gateway.with(new VolumeConfig("films", media.toString(), "films"));
    gateway.with(new VolumeConfig("gone", folder.resolve("mounts/gone").toString(), null));
    gateway.with(new VolumeConfig("away", null, null));
    Files.createSymbolicLink(media.resolve("swapped"), db);
    gateway.with(new VolumeConfig("swapped", media.toString(), "swapped"));
    gateway.grant("backup", "db", "media");
    gateway.grant("films", "films");
    gateway.grant("unlucky", "db", "away");
    gateway.grant("unmounted", "db", "gone");
    gateway.grant("tricked", "swapped");
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

  @Test
  void aTreeArrivesByteForByteWithItsAttributes() {
    assertThat(client.rsync("-aH", host() + ":db/", copies + "/"))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-z", "-S", "-W", "-s", "--protocol=29", "--no-i-r", "-c", "--old-args"})
  void itArrivesTheSameWithTheOption(String option) {
    assertThat(client.rsync("-aH", option, host() + ":db/", copies + "/"))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @Test
  void aSparseFileStaysSparse() {
    client.rsync("-aS", host() + ":db/sparse", copies + "/");
    String blocks =
        Processes.run(List.of("stat", "-c", "%b", copies.resolve("sparse").toString())).out();
    assertThat(Integer.parseInt(blocks.strip())).isLessThan(1000);
  }

  @Test
  void aSecondPullTransfersWhatHasChanged() throws IOException {
    client.pull("media/", copies);
    Files.writeString(copies.resolve("films/film"), "another");
    Outcome second = client.rsync("-aic", host() + ":media/", copies + "/");
    assertThat(second.out().lines()).singleElement().asString().endsWith("films/film");
    Trees.assertSame(media, copies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/*", "db media", "/db /media"})
  void theRootHoldsTheGrantedVolumes(String path) {
    String[] sources =
        Stream.of(path.split(" ")).map(one -> host() + ":" + one).toArray(String[]::new);
    Outcome pulled =
        client.rsync(
            Stream.of(Stream.of("-aH"), Stream.of(sources), Stream.of(copies + "/"))
                .flatMap(part -> part)
                .toArray(String[]::new));
    assertThat(pulled).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies.resolve("db"));
    Trees.assertSame(media, copies.resolve("media"));
    assertThat(copies.toFile().list()).containsExactlyInAnyOrder("db", "media");
  }

  @Test
  void theRootIsListedWithTheGrantedVolumesOnly() {
    Outcome listing = client.rsync(host() + ":/");
    assertThat(listing.exit()).isZero();
    assertThat(listing.out().lines().map(line -> line.replaceAll(".* ", "")))
        .containsExactlyInAnyOrder("db", "media");
  }

  @Test
  void aKeyWithARootSeesThatVolumeAsTheRoot() {
    assertThat(gateway.client("rooted").rsync("-aH", host() + ":/", copies + "/"))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @Test
  void aFolderOfAMountIsServedAsAVolume() {
    assertThat(gateway.client("films").pull("films/", copies)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(media.resolve("films"), copies);
  }

  @Test
  void aMissingPathIsRsyncsOwnExitTwentyThree() {
    Outcome pulled = client.pull("db/nothing", copies);
    assertThat(pulled.exit()).isEqualTo(23);
    assertThat(pulled.err()).contains("No such file or directory");
  }

  @Test
  void anUngrantedVolumeLooksLikeAMissingOne() {
    Outcome ungranted = client.pull("secret/inside", copies);
    Outcome missing = client.pull("sekret/inside", copies);
    Outcome missingInside = client.pull("secret/nothing", copies);
    assertThat(ungranted.exit()).isEqualTo(23);
    assertThat(ungranted.err().replace("secret", "sekret")).isEqualTo(missing.err());
    assertThat(ungranted.err().replace("inside", "nothing")).isEqualTo(missingInside.err());
    assertThat(copies).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unlucky", "unmounted"})
  void aVolumeThatIsNotServedLeavesAnEarlierCopyIntact(String key) throws IOException {
    String missing = key.equals("unlucky") ? "away" : "gone";
    Path earlier = Files.createDirectories(copies.resolve(missing));
    Files.writeString(earlier.resolve("kept"), "the only copy");
    Outcome pulled = gateway.client(key).rsync("-a", "--delete", host() + ":/", copies + "/");
    assertThat(pulled.exit()).isNotZero();
    assertThat(pulled.err()).contains("volume " + missing + " is not available now");
    assertThat(earlier.resolve("kept")).hasContent("the only copy");
  }

  @Test
  void theOtherVolumesOfThatKeyAreServed() {
    assertThat(gateway.client("unlucky").rsync("-aH", host() + ":db/", copies + "/"))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @Test
  void aFolderThatTheOwnerReplacedByALinkIsNotServed() {
    Outcome pulled = gateway.client("tricked").pull("swapped/", copies);
    assertThat(pulled.err()).contains("volume swapped is not available now");
    assertThat(copies).isEmptyDirectory();
  }

  @Test
  void linksOutOfAVolumeAreNotFollowed() throws IOException {
    Files.writeString(folder.resolve("outside"), "nobody reads this");
    Files.deleteIfExists(media.resolve("leak"));
    Files.createSymbolicLink(media.resolve("leak"), folder.resolve("outside"));
    Outcome pulled = client.rsync("-aL", host() + ":media/", copies + "/");
    assertThat(pulled.exit()).isEqualTo(23);
    assertThat(copies.resolve("leak")).doesNotExist();
    Files.delete(media.resolve("leak"));
  }

  @Test
  void aPatternThatMatchesTooMuchIsRefusedInOneLine() throws IOException {
    Path many = Files.createDirectories(media.resolve("many"));
    Processes.bash(many, "touch {1..1500}");
    Outcome refused = client.command("rsync --server --sender -logDtpre.iLsfxCIvu . media/many/*");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).matches("[ -~]+\n").contains("pattern");
    Processes.bash(media, "rm -r many");
  }

  @Test
  void aPushIsRefused() throws IOException {
    Path mine = Files.writeString(copies.resolve("mine"), "mine");
    Outcome pushed = client.rsync("-a", mine.toString(), host() + ":db/");
    assertThat(pushed.exit()).isNotZero();
    assertThat(pushed.err()).contains("sending to read-only server is not allowed");
    assertThat(db.resolve("mine")).doesNotExist();
  }

  @Test
  void manyPullsAtOnceLeaveNothingBehind() throws IOException {
    List<Process> pulls =
        Stream.iterate(0, i -> i < 6, i -> i + 1)
            .map(i -> Processes.start(client.rsyncCommand("-a", host() + ":db/", copies + "/" + i)))
            .toList();
    pulls.forEach(pull -> assertThat(Processes.await(pull).exit()).isZero());
    Processes.awaitThat(
        "no child is left",
        () -> ProcessHandle.current().children().noneMatch(child -> isRsync(child)));
    Processes.awaitThat("no virtual root is left", () -> isEmpty(gateway.runtimeDirectory()));
  }

  private static boolean isRsync(ProcessHandle process) {
    return process.info().command().orElse("").matches(".*/(rsync|launcher)");
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(entry -> entry.endsWith("journal"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
