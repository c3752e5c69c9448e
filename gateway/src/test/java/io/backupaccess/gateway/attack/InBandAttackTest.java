package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.GatewayProcess;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches rsync after its command line: rows 6, 7, 10 and 23. */
class InBandAttackTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static Scene scene;

  @BeforeAll
  static void start() throws IOException {
    scene = Scene.in(folder);
    Files.writeString(folder.resolve("outside-rules"), "file\n");
    scene.owner("ln -s ../other/names linked-rules; ln -s ../other leaks");
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  /** Row 10. A rule of an ungranted file shows in what is missing from the copy. */
  @ParameterizedTest(name = "row 10: --filter={0}")
  @ValueSource(
      strings = {
        ":s-_../other/names",
        ":-s_../other/names",
        ":-_../other/names",
        ":n-_../other/names",
        ":-_../../outside-rules",
        ":-s_../../outside-rules",
        ":-_leaks/names",
        ":-_linked-rules"
      })
  void noRuleIsReadFromOutside(String rule) {
    String options = "-r --filter=" + rule;
    scene.rsync(options, List.of("db/"), copies.resolve("ours"));
    assertThat(copies.resolve("ours/file")).exists();
  }

  @ParameterizedTest(name = "row 10: --filter={0}, and what a plain rsync makes of it")
  @ValueSource(
      strings = {":-s_../../outside-rules", ":s-_../../outside-rules", ":-_../../outside-rules"})
  void aPlainRsyncReadsThem(String rule) {
    scene.plainRsync("-r --filter=" + rule, List.of("db/"), copies.resolve("plain"));
    assertThat(copies.resolve("plain/sub")).exists();
    assertThat(copies.resolve("plain/file")).doesNotExist();
  }

  @ParameterizedTest(name = "row 10: the rule {0}")
  @ValueSource(strings = {":w-_../other/names", ":s-_.names", ":C"})
  void rulesOfTheVolumesOwnFilesAreRead(String rule) {
    scene.owner("echo file > .names; echo film > .cvsignore");
    assertThat(scene.rsync("-r --filter=" + rule, List.of("db/"), copies).exit()).isIn(0, 23);
    assertThat(Scene.contents(copies)).doesNotContain(Scene.SECRET);
    scene.owner("rm .names .cvsignore");
  }

  /** {@code -C} has rsync read a file of the home that it finds in its environment. */
  @Test
  void row10NoRuleIsReadFromTheGatewaysHome(@TempDir Path elsewhere) throws IOException {
    Path home = Files.createDirectory(elsewhere.resolve("home"));
    Files.writeString(home.resolve(".cvsignore"), "file\n");
    TestGateway gateway = new TestGateway(elsewhere);
    Files.writeString(gateway.volume("db").resolve("file"), "granted");
    gateway.grant("attacker", "db");
    Map<String, String> environment = Map.of("HOME", home.toString(), "CVSIGNORE", "file");
    try (GatewayProcess process = new GatewayProcess(gateway, environment)) {
      Client client = gateway.client("attacker", process.port());
      assertThat(client.rsync("-rC", Client.host() + ":db/", copies + "/ours/").exit()).isZero();
    }
    assertThat(copies.resolve("ours/file")).hasContent("granted");

    Path shell = scene.plainShell("HOME=" + home);
    Processes.run(List.of("rsync", "-e", shell.toString(), "-rC", "host:db/", copies + "/plain/"));
    assertThat(copies.resolve("plain/sub")).exists();
    assertThat(copies.resolve("plain/file")).doesNotExist();
  }

  @ParameterizedTest(name = "row 7: {0}")
  @ValueSource(
      strings = {
        "../other/secret",
        "/other/secret",
        "../../mounts/other/secret",
        "sub/../../other/secret",
        "./../other/secret",
        "/etc/passwd"
      })
  void namesInAListStayInTheVolume(String name) throws IOException {
    Path list = Files.writeString(copies.resolve("list"), name + "\n");
    scene.rsync("-a --files-from=" + list, List.of("db/"), copies.resolve("ours"));
    assertThat(Scene.contents(copies.resolve("ours"))).isEmpty();
  }

  /** The same list names what exists in another volume, and what does not. */
  @ParameterizedTest(name = "row 7: existing and missing through {0}, with {1}")
  @CsvSource({
    "../, -a",
    "/, -a",
    "leaks/, -a",
    "leaks/../other/, -a",
    "leaks/, -a --no-implied-dirs",
    "leaks/, -a --no-relative",
    "leaks/, -a -s",
    "leaks/, -aL",
    "leaks/, -ak",
    "leaks/, -a --copy-unsafe-links",
    "leaks/folder/../, -a --no-relative",
    "../, -aL",
    "/, -ak",
    "leaks/../other/, -a --copy-unsafe-links"
  })
  void aListCannotFindOutWhatExistsElsewhere(String way, String options) throws IOException {
    Outcome existing = pullListed(way + "secret", options);
    Outcome missing = pullListed(way + "sekret", options);
    assertThat(existing.exit()).isNotZero().isEqualTo(missing.exit());
    assertThat(existing.out()).isEqualTo(missing.out());
    assertThat(fromServer(existing).replace("secret", "sekret")).isEqualTo(fromServer(missing));
  }

  /** What the server says; the client's own complaints depend on who closes first. */
  private static String fromServer(Outcome outcome) {
    return outcome
        .err()
        .lines()
        .filter(line -> line.contains("[sender]"))
        .collect(Collectors.joining("\n"));
  }

  private Outcome pullListed(String name, String options) throws IOException {
    Path list = Files.writeString(copies.resolve("list"), name + "\n");
    return scene.rsync(options + " --files-from=" + list, List.of("db/"), copies.resolve("ours"));
  }

  @ParameterizedTest(name = "row 9: the folder of a list is {0}")
  @ValueSource(strings = {"other/", "other", "other/sub/", "/other/"})
  void anUngrantedFolderOfAListLooksLikeAMissingOne(String base) throws IOException {
    Path list = Files.writeString(copies.resolve("list"), "secret\n");
    String options = "-a --files-from=" + list;
    Outcome ungranted = scene.rsync(options, List.of("" + base), copies.resolve("a"));
    Outcome missing =
        scene.rsync(options, List.of(base.replace("other", "ohter")), copies.resolve("a"));
    assertThat(ungranted.exit()).isNotZero();
    assertThat(new Outcome(0, ungranted.out(), ungranted.err().replace("other", "ohter")))
        .isEqualTo(new Outcome(ungranted.exit() - missing.exit(), missing.out(), missing.err()));
    assertThat(Scene.contents(copies.resolve("a"))).isEmpty();
  }

  /** Row 6: options in the block that rsync would read after it has started. */
  @ParameterizedTest(name = "row 6: {0}")
  @ValueSource(
      strings = {
        "rsync\\0--daemon\\0.\\0db/\\0\\0",
        "rsync\\0--log-file=WRITTEN\\0.\\0db/\\0\\0",
        "rsync\\0.\\0db/\\0--log-file=WRITTEN\\0\\0",
        "rsync\\0--remove-source-files\\0.\\0db/\\0\\0",
        "rsync\\0.\\0db/../other/secret\\0\\0",
        "sh\\0-c\\0id\\0\\0",
        "rsync\\0-s\\0.\\0db/\\0\\0"
      })
  void argumentsInTheStreamAreHeldToTheSameRules(String block) {
    Path written = folder.resolve("written");
    List<String> ssh = new ArrayList<>(scene.client().sshCommand("-T", Client.host()));
    ssh.add("'rsync --server --sender -slogDtpre.iLsfxCIvu'");
    Outcome refused =
        Processes.bash(
            folder,
            "printf '"
                + block.replace("WRITTEN", written.toString())
                + "' | "
                + String.join(" ", ssh));
    assertThat(refused.exit()).isNotZero();
    assertThat(written).doesNotExist();
    assertThat(refused.out()).doesNotContain(Scene.SECRET);
    assertThat(scene.db().resolve("file")).exists();
  }

  /** Row 23: in UTF-7 and the like, {@code +AC4-} is a dot and {@code +AC8-} a slash. */
  @ParameterizedTest(name = "row 23: --iconv={0}")
  @ValueSource(strings = {"utf8,UTF-7", "utf8,UTF-16", "utf8,EBCDIC-US"})
  void characterSetsInWhichOtherBytesAreSlashesAreRefused(String sets) {
    Outcome refused = scene.rsync("-a --iconv=" + sets, List.of("db/"), copies.resolve("ours"));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("--iconv");
    assertThat(copies.resolve("ours/file")).doesNotExist();
  }
}
