package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What paths name, step by step: as OpenSSH's server resolves them in a folder of the volumes. */
class SftpPathTest {
  private static final String MISSING = "status 2 No such file";

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static Path volumes;
  private static RawSftp ours;
  private static RawSftp openSsh;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    Path db = gateway.volume("db");
    volumes = db.getParent().toRealPath();
    Files.writeString(gateway.volume("media").resolve("film"), "moving pictures");
    Outcome made =
        Processes.bash(
            db,
            """
            set -e
            mkdir -p sub/deep old; echo plain > plain; echo deep > sub/deep/file
            ln -s plain filelnk; ln -s sub/deep indir; ln -s indir chain; ln -s ../plain sub/back
            ln -s .. sub/deep/upper; ln -s ../../sub/./deep/../back sub/deep/winding
            ln -s missing dangling; ln -s loop loop
            touch -d '1 hour ago' old/hour; touch -d '100 days ago' old/hundred
            touch -d '300 days ago' old/threehundred; touch -d '2001-02-03 04:05' old/2001
            touch -d '30 days' old/ahead
            """);
    assertThat(made).isEqualTo(new Outcome(0, "", ""));
    gateway.grant("backup", "db", "media");
    String rooted = gateway.publicKey("rooted");
    gateway.with(new KeyConfig("rooted", List.of(rooted), List.of("db"), "db", null, null));
    gateway.start();
    ours = RawSftp.connect(gateway.client("backup"));
    openSsh =
        RawSftp.connect(List.of("/usr/lib/openssh/sftp-server", "-R", "-d", volumes.toString()));
  }

  @AfterAll
  static void stop() {
    ours.close();
    openSsh.close();
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "/",
        "db",
        "/db/",
        "/db/.",
        "./db//plain",
        "/db/plain",
        "/db/plain/x",
        "/db/plain/../plain",
        "/db/filelnk",
        "/db/filelnk/x",
        "/db/indir",
        "/db/indir/",
        "/db/indir/.",
        "/db/indir/..",
        "/db/indir/../",
        "/db/indir/../deep",
        "/db/indir/../back",
        "/db/indir/../file",
        "/db/indir/../..",
        "/db/indir/../../plain",
        "/db/indir/../plain",
        "/db/indir/file",
        "/db/chain",
        "/db/chain/",
        "/db/chain/..",
        "/db/chain/../../indir/",
        "/db/sub/back",
        "/db/sub/deep/upper",
        "/db/sub/deep/upper/",
        "/db/sub/deep/upper/..",
        "/db/sub/deep/upper/../plain",
        "/db/indir/upper/upper",
        "/db/indir/winding",
        "/db//sub///deep//",
        "/db/./sub/./deep/.",
        "/db/sub/../sub/deep",
        "/db/missing",
        "/db/missing/..",
        "/db/missing/../plain",
        "/db/missing/x",
        "/db/missing/.",
        "/db/dangling/..",
        "/db/dangling/x",
        "/db/loop",
        "/db/loop/",
        "/db/loop/x",
        "/db/..",
        "/db/../",
        "/db/../db/plain",
        "/db/../media/film",
        "/db/indir/../../../media/film",
        "/db/indir/../../../media/../db/indir/..",
        "/db/plain/../../media/film",
        "/db/../media/..",
        "/nothing",
        "/nothing/..",
        "/nothing/../db/plain",
        "/nothing/x",
        "/db/../nothing",
        "/db/../nothing/x",
        "db/plain",
        "./db/../db/plain",
        "~",
      })
  void aPathNamesWhatItNamesForOpenSsh(String path) {
    String theirs = path.startsWith("/") ? volumes + path : path;
    assertThat(described(ours.stat(path))).as("stat").isEqualTo(described(openSsh.stat(theirs)));
    assertThat(described(ours.linkStat(path)))
        .as("lstat")
        .isEqualTo(described(openSsh.linkStat(theirs)));
    assertThat(brief(ours.readLink(path)))
        .as("readlink")
        .isEqualTo(brief(openSsh.readLink(theirs)));
    assertThat(opened(ours, ours.openFolder(path)))
        .as("opendir")
        .isEqualTo(opened(openSsh, openSsh.openFolder(theirs)));
    if (!described(openSsh.stat(theirs)).startsWith("folder")) { // it opens these too
      assertThat(opened(ours, ours.open(path)))
          .as("open")
          .isEqualTo(opened(openSsh, openSsh.open(theirs)));
    }
    if (!path.contains("plain/..")) { // which it does not notice to be a file
      assertThat(ours.realPath(path).text())
          .as("realpath")
          .isEqualTo(inVirtualRoot(openSsh.realPath(theirs).text()));
    }
  }

  /** OpenSSH's own function of that name takes no offence at a file that is used as a folder. */
  @ParameterizedTest
  @CsvSource({
    "/db/plain/, " + MISSING,
    "/db/plain/., " + MISSING,
    "/db/plain/.., " + MISSING,
    "/db/filelnk/, " + MISSING,
    "/db/filelnk/., " + MISSING,
    "/db/indir/../back/, " + MISSING,
    "/db/indir/file/, " + MISSING,
    "/db/../media/film/, " + MISSING,
    "/db/dangling, name 1 /db/dangling",
    "/db/missing/, " + MISSING,
    "/db/dangling/, " + MISSING,
  })
  void aFileIsNoFolder(String path, String real) {
    String theirs = volumes + path;
    assertThat(described(ours.stat(path))).isEqualTo(described(openSsh.stat(theirs)));
    assertThat(described(ours.linkStat(path))).isEqualTo(described(openSsh.linkStat(theirs)));
    assertThat(opened(ours, ours.openFolder(path)))
        .isEqualTo(opened(openSsh, openSsh.openFolder(theirs)));
    assertThat(opened(ours, ours.open(path))).isEqualTo(opened(openSsh, openSsh.open(theirs)));
    assertThat(ours.realPath(path).text()).isEqualTo(real);
  }

  @ParameterizedTest
  @CsvSource({
    "/../.., folder",
    "/db/../../../media, folder",
    "'', folder",
    "/../db/indir/../../../../db/../../../db/plain, file 6",
  })
  void theTopIsItsOwnParent(String path, String described) {
    assertThat(described(ours.stat(path))).isEqualTo(described);
  }

  @ParameterizedTest
  @CsvSource({
    "/.., /",
    "/../plain, /plain",
    "/indir/.., /sub",
    "/indir/../../../plain, /plain",
    "/indir/../../../../indir/file, /sub/deep/file",
    "/indir/../../.., /",
  })
  void soIsTheVolumeOfAKeyWithARoot(String path, String real) {
    try (RawSftp sftp = RawSftp.connect(gateway.client("rooted"))) {
      assertThat(sftp.realPath(path).text()).isEqualTo("name 1 " + real);
      assertThat(described(sftp.stat(path))).isEqualTo(described(ours.stat("/db" + real)));
    }
  }

  @Test
  void timesAreWrittenAsOpenSshWritesThem() {
    Map<String, String> names = ours.listLong("/db/old");
    Map<String, String> theirs = openSsh.listLong(volumes + "/db/old");
    assertThat(names).hasSize(5);
    UnaryOperator<String> time = line -> line.replaceFirst("^(\\S+ +){5}", "");
    names.forEach(
        (name, line) ->
            assertThat(time.apply(line)).as(line).isEqualTo(time.apply(theirs.get(name))));
  }

  /** The kind, and of what is no folder its size; where there is none, its status. */
  private static String described(RawSftp.Packet reply) {
    if (reply.type() != 105) {
      return brief(reply);
    }
    reply.number(); // which attributes these are: all
    long size = reply.longNumber();
    reply.skip(8);
    return switch (reply.number() & 0170000) {
      case 0040000 -> "folder";
      case 0120000 -> "link " + size;
      default -> "file " + size;
    };
  }

  /** Without what is said of a failure that is none of the common ones. */
  private static String brief(RawSftp.Packet reply) {
    String text = reply.text();
    return text.startsWith("status ") && !text.startsWith("status 2") ? "refused" : text;
  }

  private static String opened(RawSftp by, RawSftp.Packet reply) {
    if (reply.type() != 102) {
      return brief(reply);
    }
    by.ask(4, reply.handle());
    return "opened";
  }

  private static String inVirtualRoot(String reply) {
    String inside = reply.replace(volumes.toString(), "");
    return inside.equals("name 1 ") ? "name 1 /" : inside;
  }
}
