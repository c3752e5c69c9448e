package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients in use, and the ways in which they ask. */
class ClientsTest {
  private static final Path RSYNC_BPC = Path.of("/usr/libexec/backuppc-rsync/rsync_bpc");

  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static Client client;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Trees.fill(db);
    gateway.grant("backup", "db").start();
    client = gateway.client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--protocol=29", "--protocol=30", "--protocol=31", "--protocol=32"})
  void olderWaysOfAskingBringTheSameTree(String option) {
    for (String more : new String[] {"-v", "-s", "--delete"}) {
      assertThat(client.rsync("-aHq", option, more, host() + ":db/", copies + "/"))
          .isEqualTo(new Outcome(0, "", ""));
      Trees.assertSame(db, copies);
    }
  }

  @Test
  void argumentsInTheStreamByEnvironmentBringTheSameTree() {
    List<String> command = new ArrayList<>(List.of("env", "RSYNC_PROTECT_ARGS=1"));
    command.addAll(client.rsyncCommand("-aH", host() + ":db/", copies + "/"));
    assertThat(Processes.run(command)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @Test
  void aListOfFilesBringsThese() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "large\ndeep/er/folder/one\n");
    assertThat(client.rsync("-a", "--files-from=" + list, host() + ":db/", copies + "/"))
        .isEqualTo(new Outcome(0, "", ""));
    assertThat(copies.resolve("large")).hasSameBinaryContentAs(db.resolve("large"));
    assertThat(copies.resolve("deep/er/folder/one")).hasContent("one");
    assertThat(copies.resolve("sparse")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "latin1, caf\\xe9, caf\u00e9",
    "ISO-8859-2, \\xb3\\xf3d\\xbc, \u0142\u00f3d\u017a",
    "ISO-8859-15, \\xa4, \u20ac",
    "CP1252, \\x80\\x99, \u20ac\u2122",
    "windows-1250, \\x9a, \u0161",
    "CP437, \\x84, \u00e4",
    "CP850, \\x81, \u00fc",
    "CP852, \\xa9, \u0119",
    "KOI8-R, \\xc1\\xc2, \u0430\u0431",
    "koi8-u, \\xa6, \u0456",
    "MACINTOSH, \\x8e, \u00e9",
    "ASCII, plain, plain",
  })
  void namesAreConvertedBetweenCharacterSets(String charset, String bytes, String name)
      throws IOException {
    Path names = Files.createDirectories(db.resolve("names"));
    try {
      Processes.bash(names, "printf x > $'" + bytes + "'");
      Outcome pulled =
          client.rsync("-a", "--iconv=utf8," + charset, host() + ":db/names/", copies + "/");
      assertThat(pulled).isEqualTo(new Outcome(0, "", ""));
      assertThat(copies.resolve(name)).hasContent("x");
    } finally {
      Processes.bash(db, "rm -r names");
    }
  }

  @Test
  void rsnapshotMakesItsSnapshots() throws IOException {
    require(Path.of("/usr/bin/rsnapshot"), "rsnapshot");
    Path settings = folder.resolve("rsnapshot.conf");
    String ssh = String.join(" ", client.transport().subList(1, client.transport().size()));
    Files.writeString(
        settings,
        String.join(
            "\n",
            "config_version\t1.2",
            "snapshot_root\t" + copies + "/",
            "cmd_rsync\t/usr/bin/rsync",
            "cmd_ssh\t/usr/bin/ssh",
            "ssh_args\t" + ssh,
            "retain\talpha\t2",
            "backup\t" + host() + ":/db/\tthere/",
            ""));
    for (int i = 0; i < 2; i++) {
      assertThat(Processes.run(List.of("rsnapshot", "-c", settings.toString(), "alpha")).exit())
          .isZero();
    }
    assertThat(copies.resolve("alpha.1/there/db/large"))
        .hasSameBinaryContentAs(db.resolve("large"));
    assertThat(copies.resolve("alpha.0/there/db/large"))
        .hasSameBinaryContentAs(db.resolve("large"));
  }

  /** The receiver of BackupPC, with the options that BackupPC gives it for a full backup. */
  @ParameterizedTest(name = "BackupPC, with {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--protect-args | db/ | large",
        "--iconv=utf8,UTF-8 --timeout=72000 | db/deep/ | deep/er/folder/one"
      })
  void backupPcFillsItsPool(String options, String source, String pulledFile) throws Exception {
    require(RSYNC_BPC, "backuppc-rsync");
    Processes.bash(copies, "mkdir -p pc/host/0 cpool pool");
    List<String> command =
        new ArrayList<>(List.of(RSYNC_BPC.toString(), "-e", String.join(" ", client.transport())));
    String pool =
        """
        --bpc-top-dir %s --bpc-host-name host --bpc-share-name db --bpc-bkup-num 0 \
        --bpc-bkup-comp 0 --bpc-bkup-prevnum -1 --bpc-bkup-prevcomp -1 --bpc-bkup-inode0 2 \
        --bpc-log-level 0 --bpc-attrib-new --rsync-path=/usr/bin/rsync --super --recursive \
        --numeric-ids --perms --owner --group -D --times --links --hard-links --delete \
        --delete-excluded --one-file-system --partial --stats --checksum"""
            .formatted(copies);
    command.addAll(List.of((pool + " " + options).split(" +")));
    command.addAll(List.of(host() + ":" + source, "/"));
    Outcome pulled = Processes.run(command);
    assertThat(pulled.exit()).as(pulled.out() + pulled.err()).isZero();
    Path file = db.resolve(pulledFile);
    assertThat(pooled(file)).hasSameBinaryContentAs(file);
  }

  /** BackupPC names what it keeps by the contents' MD5. */
  private Path pooled(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file));
    String name = HexFormat.of().formatHex(digest);
    try (Stream<Path> pool = Files.walk(copies.resolve("pool"))) {
      return pool.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** Skips the test where the program is absent; in continuous integration it must be there. */
  private static void require(Path program, String debianPackage) {
    if (!Files.isExecutable(program)) {
      assertThat(System.getenv("CI")).as(program + " is missing").isNull();
      abort("needs the Debian package " + debianPackage + ", see dev/packages");
    }
  }
}
