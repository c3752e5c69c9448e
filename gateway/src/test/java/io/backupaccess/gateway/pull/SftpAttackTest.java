package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile clients, and hostile owners of volumes, over SFTP. */
class SftpAttackTest {
  private static final String MISSING = "status 2 No such file";
  private static final String DENIED = "status 3 Permission denied: SFTP is for reading here";
  private static final String UNSUPPORTED = "status 8 Operation unsupported";

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static Path db;
  private static Path secret;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    secret = gateway.volume("secret");
    Files.createDirectories(secret.resolve("inner"));
    Files.writeString(secret.resolve("file"), "nobody reads this");
    Outcome made =
        Processes.bash(
            db,
            """
            set -e
            mkdir -p sub/deep; echo plain > plain; echo deep > sub/deep/file; mkfifo fifo
            ln -s ../secret up; ln -s ../secret/file upfile; ln -s '%1$s' absolute
            ln -s '%1$s/file' absfile; ln -s /etc/passwd passwd; ln -s /proc/self/environ environ
            ln -s ../../../secret/file sub/deep/chain; ln -s sub/deep indir; ln -s ../plain sub/back
            ln -s chain sub/deep/chain2; ln -s loop loop; ln -s missing dangling; ln -s / top
            ln -s ../secret/absent upabsent; ln -s '%1$s/absent' absabsent
            """
                .formatted(secret));
    assertThat(made).isEqualTo(new Outcome(0, "", ""));
    gateway.grant("backup", "db").start();
    client = gateway.client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/db/up",
        "/db/up/file",
        "/db/up/inner",
        "/db/up/absent",
        "/db/upfile",
        "/db/upabsent",
        "/db/absolute",
        "/db/absolute/file",
        "/db/absfile",
        "/db/absabsent",
        "/db/passwd",
        "/db/environ",
        "/db/top",
        "/db/top/etc/passwd",
        "/db/sub/deep/chain",
        "/db/sub/deep/chain2",
        "/db/indir/chain",
        "/db/dangling",
        "/db/loop",
        "/db/absent",
        "/db/plain/x",
        "/secret",
        "/secret/file",
        "/secret/absent",
        "/absent",
        "/etc/passwd",
        "/db/../../etc/passwd",
        "/db/../secret/file",
        "/db/sub/../../secret/file",
        "/db/indir/../../../secret/file",
        "/db/indir/../up/file",
        "/db/up/..",
        "/db/up/../secret/file",
        "/db/top/../etc/passwd",
        "/db/absolute/../secret/file",
        "/db/sub/deep/chain/..",
        "/secret/..",
        "/secret/../db/plain",
      })
  void whatLiesOutsideIsAnsweredAsWhatDoesNotExist(String path) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.stat(path).text()).isEqualTo(MISSING);
      assertThat(sftp.open(path).text()).isEqualTo(MISSING);
      assertThat(sftp.openFolder(path).text()).isEqualTo(MISSING);
      assertThat(sftp.ask(200, "statvfs@openssh.com", path).text()).isEqualTo(MISSING);
      assertThat(sftp.linkStat(path + "/file").text()).isEqualTo(MISSING);
      assertThat(sftp.ask(19, path + "/file").text()).isEqualTo(MISSING);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up/file",
        "up/absent",
        "up/..",
        "up/inner/..",
        "absolute/file",
        "absolute/absent",
        "top/etc/passwd",
        "top/etc/absent",
        "environ/x",
        "../secret/file",
        "../secret/absent"
      })
  void theRealPathOfWhatLiesOutsideIsNotTold(String path) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.realPath("/db/" + path).text()).isEqualTo(MISSING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "upfile", "upabsent", "absolute", "absfile", "absabsent", "top"})
  void aLinkThatLeadsOutHasItsOwnPlaceAlone(String link) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.realPath("/db/sub/../" + link).text()).isEqualTo("name 1 /db/" + link);
    }
  }

  /** A path that crosses or climbs as often as it can costs a bounded number of lookups. */
  @ParameterizedTest
  @ValueSource(strings = {"../db/", "sub/../", "sub/../../db/", "sub/deep/../../../db/", "./../"})
  void aPathThatClimbsAllTheTimeIsAnswered(String part) {
    String path = "/db/" + part.repeat(4000 / part.length());
    try (RawSftp sftp = RawSftp.connect(client)) {
      for (int i = 0; i < 50; i++) {
        assertThat(sftp.stat(path + "../secret/file").text()).isEqualTo(MISSING);
        assertThat(sftp.realPath(path + "../secret/file").text()).isEqualTo(MISSING);
      }
      assertThat(sftp.stat("/db/plain").text()).isEqualTo("attributes 6");
    }
  }

  @Test
  void linksInsideAreFollowed() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.stat("/db/indir/file").text()).isEqualTo("attributes 5");
      assertThat(sftp.stat("/db/sub/back").text()).isEqualTo("attributes 6");
      assertThat(sftp.read(sftp.open("/db/sub/back").handle(), 0, 100).text())
          .isEqualTo("data plain\n");
      assertThat(sftp.list("/db/indir")).containsExactlyInAnyOrder("file", "chain", "chain2");
      assertThat(sftp.ask(19, "/db/upfile").text()).isEqualTo("name 1 ../secret/file");
      assertThat(sftp.linkStat("/db/upfile").text()).isEqualTo("attributes 14");
    }
  }

  @Test
  void aLinkThatIsSwappedAllTheTimeNeverShowsWhatLiesOutside() throws IOException {
    Files.createDirectory(db.resolve("real"));
    Files.writeString(db.resolve("real/file"), "inside");
    Process swapping =
        Processes.start(
            List.of(
                "bash",
                "-c",
                "cd '" + db + "'; while :; do ln -sfn real turn; ln -sfn ../secret turn; done"));
    Set<String> seen = new HashSet<>();
    try (RawSftp sftp = RawSftp.connect(client)) {
      for (int i = 0; i < 2000; i++) {
        seen.add(sftp.stat("/db/turn/file").text());
        seen.add(sftp.realPath("/db/turn/file").text());
        seen.add(sftp.stat("/db/turn/../secret/file").text());
        RawSftp.Packet opened = sftp.open("/db/turn/file");
        if (opened.type() == 102) {
          String handle = opened.handle();
          seen.add(sftp.read(handle, 0, 100).text());
          sftp.ask(4, handle);
        } else {
          seen.add(opened.text());
        }
      }
    } finally {
      swapping.destroy();
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("attributes 6", "data inside", MISSING, "name 1 /db/real/file");
  }

  @Test
  void theFolderAboveAVolumeIsNeverListed() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.list("/db")).contains("plain").doesNotContain(".", "..");
      assertThat(sftp.list("/db/../..")).containsExactly("db");
    }
  }

  @Test
  void neitherFifosNorDevicesAreOpened() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.open("/db/fifo").text()).isEqualTo("status 4 not a regular file");
      assertThat(sftp.open("/db/sub").text()).isEqualTo("status 4 not a regular file");
      assertThat(sftp.stat("/db/plain").text()).isEqualTo("attributes 6");
      if (Processes.bash(db, "mknod zero c 1 5").exit() == 0) {
        assertThat(sftp.open("/db/zero").text()).isEqualTo("status 4 not a regular file");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 9, 10, 13, 14, 15, 18, 20})
  void aRequestThatWritesIsRefused(int type) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.ask(type, "/db/plain", "/db/other").text()).isEqualTo(DENIED);
    }
    assertThat(db.resolve("plain")).hasContent("plain\n");
    assertThat(db.resolve("other")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 9, 0x11, 0x1a, 0x2b, -1})
  void anOpenThatCouldWriteIsRefused(int flags) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.ask(3, "/db/new", flags, 0).text()).isEqualTo(DENIED);
      assertThat(sftp.ask(3, "/db/plain", flags, 0).text()).isEqualTo(DENIED);
    }
    assertThat(db.resolve("new")).doesNotExist();
    assertThat(db.resolve("plain")).hasContent("plain\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "posix-rename@openssh.com",
        "hardlink@openssh.com",
        "copy-data",
        "fsync@openssh.com",
        "lsetstat@openssh.com",
        "expand-path@openssh.com",
        "home-directory",
        "users-groups-by-id@openssh.com"
      })
  void anExtensionThatIsNotServedIsRefused(String name) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.ask(200, name, "/db/plain", "/db/other").text()).isEqualTo(UNSUPPORTED);
    }
    assertThat(db.resolve("other")).doesNotExist();
  }

  @Test
  void handlesCannotBeGuessedNorUsedAgain() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      String none = "status 4 no such handle";
      String handle = sftp.open("/db/plain").handle();
      assertThat(sftp.ask(4, handle).text()).isEqualTo("status 0 Success");
      assertThat(sftp.ask(4, handle).text()).isEqualTo(none);
      assertThat(sftp.read(handle, 0, 10).text()).isEqualTo(none);
      assertThat(sftp.open("/db/plain").handle()).isNotEqualTo(handle);
      for (String guess : List.of("", "0", "\0\0\0\0", "\0\0\0\0\0\0\0\7", "\u00ff".repeat(8))) {
        assertThat(sftp.read(guess, 0, 10).text()).isEqualTo(none);
        assertThat(sftp.ask(8, guess).text()).isEqualTo(none);
        assertThat(sftp.ask(12, guess).text()).isEqualTo(none);
      }
    }
  }

  @Test
  void aReadOfTooMuchOrTooFarAnswersWhatThereIs() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      String handle = sftp.open("/db/plain").handle();
      assertThat(sftp.read(handle, 0, -1).text()).isEqualTo("data plain\n");
      assertThat(sftp.read(handle, 2, 2).text()).isEqualTo("data ai");
      for (long offset : new long[] {6, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
        assertThat(sftp.read(handle, offset, -1).text()).isEqualTo("status 1 End of file");
      }
      assertThat(sftp.read(sftp.openFolder("/db").handle(), 0, 10).text())
          .isEqualTo("status 4 not a regular file");
      assertThat(sftp.ask(12, handle).text()).isEqualTo("status 4 not a folder");
    }
  }

  @Test
  void aSessionHasAHundredFilesOpenAtMost() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      for (int i = 0; i < 100; i++) {
        sftp.open("/db/plain").handle();
      }
      for (int i = 0; i < 3000; i++) {
        sftp.send(RawSftp.bytes(3, i, "/db/plain", 1, 0));
        assertThat(sftp.receive().type()).isEqualTo(101);
      }
      assertThat(sftp.open("/db/plain").text()).isEqualTo("status 4 too many open files");
      assertThat(sftp.openFolder("/").text()).isEqualTo("status 4 too many open files");
    }
  }

  @Test
  void aHugeFolderIsSentInSmallPieces() {
    assertThat(Processes.bash(db, "mkdir huge; cd huge; seq -f f%06g 20000 | xargs touch").exit())
        .isZero();
    try (RawSftp sftp = RawSftp.connect(client)) {
      String handle = sftp.openFolder("/db/huge").handle();
      assertThat(sftp.ask(12, handle).rest().capacity()).isLessThan(128 * 1024);
      assertThat(sftp.list("/db/huge"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, 20000).mapToObj(i -> "f%06d".formatted(i)).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 256 * 1024 + 1, Integer.MAX_VALUE, 1L << 31, 0xffffffffL})
  void aPacketOfAnImpossibleLengthEndsTheSession(long length) {
    try (RawSftp sftp = RawSftp.connect(client)) {
      sftp.sendRaw(ByteBuffer.allocate(4).putInt((int) length).array());
      Outcome end = sftp.end();
      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.err()).contains("this is not SFTP: a packet has a length of " + length);
    }
  }

  @Test
  void aPacketThatIsNoneEndsTheSession() {
    for (byte[] packet :
        List.of(
            new byte[] {17},
            RawSftp.bytes(17, 1, 1000, 1),
            RawSftp.bytes(17, 1, "/db/a\0b"),
            RawSftp.bytes(1, 3),
            RawSftp.bytes(200, 1, -1))) {
      try (RawSftp sftp = RawSftp.connect(client)) {
        sftp.send(packet);
        Outcome end = sftp.end();
        assertThat(end.exit()).isEqualTo(1);
        assertThat(end.err()).contains("this is not SFTP: ");
      }
    }
  }

  @Test
  void nothingIsAnsweredBeforeTheVersionIsAgreedOn() {
    for (byte[] packet : List.of(RawSftp.bytes(17, 1, "/db"), RawSftp.bytes(1, 2))) {
      try (RawSftp sftp = RawSftp.start(client)) {
        sftp.send(packet);
        assertThat(sftp.end().exit()).isEqualTo(1);
      }
    }
  }

  @Test
  void aPathThatNoKernelTakesIsMissing() {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.stat("/db/" + "x".repeat(256)).text()).isEqualTo(MISSING);
      assertThat(sftp.stat("/db" + "/sub/deep".repeat(10_000)).text()).isEqualTo(MISSING);
      assertThat(sftp.stat("/" + "y".repeat(100_000)).text()).isEqualTo(MISSING);
      assertThat(sftp.stat("/db/plain").text()).isEqualTo("attributes 6");
    }
  }

  @Test
  void aSessionWhoseAccessIsWithdrawnEnds(@TempDir Path other) {
    try (TestGateway changing = new TestGateway(other)) {
      Path volume = changing.volume("db");
      changing.volume("media");
      TestGateway.write(volume.resolve("file"), "content");
      changing.grant("backup", "db", "media").start();
      try (RawSftp sftp = RawSftp.connect(changing.client("backup"))) {
        assertThat(sftp.stat("/db/file").text()).isEqualTo("attributes 7");
        changing.grant("backup", "media").configure();
        Outcome end = sftp.end();
        assertThat(end.exit()).isEqualTo(1);
        assertThat(end.err()).contains("access was withdrawn");
      }
    }
  }

  @Test
  void nothingIsLeftOfASessionWhoseClientIsGone() {
    RawSftp sftp = RawSftp.connect(client);
    String marker = "--volume=" + db;
    assertThat(sftp.stat("/db/plain").text()).isEqualTo("attributes 6");
    assertThat(children(marker)).isNotEmpty();
    sftp.close();
    Processes.awaitThat("the child is gone", () -> children(marker).findAny().isEmpty());
  }

  @Test
  void theChildIsConfined() throws IOException {
    try (RawSftp sftp = RawSftp.connect(client)) {
      assertThat(sftp.stat("/db/plain").text()).isEqualTo("attributes 6");
      ProcessHandle child = children("--volume=" + db).findFirst().orElseThrow();
      assertThat(Files.readAllLines(Path.of("/proc/" + child.pid() + "/status")))
          .contains("Seccomp:\t2", "NoNewPrivs:\t1", "Threads:\t1")
          .doesNotContain("CapEff:\t000001ffffffffff");
    }
  }

  private static Stream<ProcessHandle> children(String marker) {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(marker));
  }
}
