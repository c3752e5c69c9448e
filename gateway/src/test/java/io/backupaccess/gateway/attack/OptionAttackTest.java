package io.backupaccess.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are more than a pull: rows 1 to 6, 9, 16 to 19 and 21. */
class OptionAttackTest {
  private static final String PULL = "rsync --server --sender -logDtpre.iLsfxCIvu ";

  /** All that a refused client is told: one line of ours, without a path or a trace. */
  private static final String OUR_WORDS = "[ -~]{10,400}\n";

  @TempDir static Path folder;
  @TempDir Path copies;

  private static Scene scene;

  @BeforeAll
  static void start() {
    scene = Scene.in(folder);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  @ParameterizedTest(name = "row {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1|--log-file=WRITTEN . db/",
        "1|. db/ --log-file=WRITTEN",
        "1|. --log-file=WRITTEN db/",
        "2|--write-batch=WRITTEN . db/",
        "16|--log-file WRITTEN . db/",
        "16|--log-file=WRITTEN --log-file-format=x . db/"
      })
  void nothingIsWritten(String row, String rest) throws IOException {
    Path ours = folder.resolve("written-by-us-" + row + rest.hashCode());
    scene.client().command(PULL + rest.replace("WRITTEN", ours.toString()));
    assertThat(ours).doesNotExist();
    if (!rest.contains("batch")) {
      Path plain = folder.resolve("written-by-plain-" + row + rest.hashCode());
      scene.plainCommand(PULL + rest.replace("WRITTEN", plain.toString()));
      assertThat(plain).exists();
    }
  }

  @Test
  void row16TheClientsOptionsForTheServerDoNotWriteEither() {
    Path ours = folder.resolve("remote-option");
    scene.rsync("-a -M--log-file=" + ours, List.of("db/"), copies);
    assertThat(ours).doesNotExist();
    scene.plainRsync("-a -M--log-file=" + ours, List.of("db/"), copies.resolve("plain"));
    assertThat(ours).exists();
  }

  @ParameterizedTest(name = "row {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "2|rsync --server --sender -logDtpre.iLsfxCIvu --unheard-of . db/",
        "2|rsync --server --sender -logDtpre.iLsfxCIvu --fake-super . db/",
        "2|rsync --server --sender -logDtpre.iLsfxCIvu --confine-root=/ . db/",
        "2|rsync --server --sender -logDtpre.iLsfxCIvu --insecure-links . db/",
        "2|rsync --server --sender -logDtpre.iLsfxCIvu --copy-as=root . db/",
        "3|rsync --server --daemon --config=/tmp/x .",
        "3|rsync --server --sender --daemon --config=/tmp/x . db/",
        "3|rsync --server --sender -logDtpre.iLsfxCIvu --dparam=path=/ . db/",
        "4|sh -c 'cat /etc/shadow'",
        "4|cd db && rsync --server --sender -e.LsfxCIvu . file",
        "4|sudo rsync --server --sender -e.LsfxCIvu . db/",
        "4|/tmp/evil/../sh --server --sender -e.LsfxCIvu . db/",
        "4|rsync;id --server --sender -e.LsfxCIvu . db/",
        "5|rsync --server -logDtpre.iLsfxCIvu --sender . db/",
        "5|rsync --server -logDtpre.iLsfxCIvu . --sender",
        "5|rsync --sender --server -logDtpre.iLsfxCIvu . db/",
        "6|rsync --server --sender -slogDtpre.iLsfxCIvu --iconv=utf8",
        "10|rsync --server --sender -logDtpre.iLsfxCIvu --filter=.x . db/",
        "10|rsync --server --sender -logDtpre.iLsfxCIvu --exclude-from=/etc/shadow . db/",
        "15|rsync --server --sender -logDtpre.iLsfxCIvu --copy-devices . db/",
        "16|rsync --server --sender -logDtpre.iLsfxCIvu --write-batch=/tmp/x . db/",
        "16|rsync --server --sender -logDtpre.iLsfxCIvu --read-batch=/etc/shadow . db/",
        "18|rsync --server --sender -logDtpre.iLsfxCIvu --remove-source-files . db/",
        "18|rsync --server --sender -logDtpre.iLsfxCIvu --remove-sent-files . db/",
        "19|rsync --server --sender -logDtpre.iLsfxCIvu --debug=FILTER4 . db/",
        "23|rsync --server --sender -logDtpre.iLsfxCIvu --iconv=UTF-7 . db/",
        "23|rsync --server --sender -logDtpre.iLsfxCIvu --iconv=EBCDIC-US . db/",
        "26|rsync --server --sender -logDtpre.iLsfxCIvu --compress-threads=64 . db/",
        "26|rsync --server --sender -logDtpre.iLsfxCIvu -B1000000000 . db/",
        "8|rsync --server --sender -logDtpre.iLsfxCIvu . db/../other/secret",
        "8|rsync --server --sender -logDtpre.iLsfxCIvu . ../../../etc"
      })
  void itIsRefusedInOneLine(String row, String command) {
    Outcome refused = scene.client().command(command);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).as("nothing of rsync's protocol: it did not start").isEmpty();
    assertThat(refused.err())
        .matches(OUR_WORDS)
        .doesNotContain(folder.toString())
        .doesNotContain("Exception")
        .doesNotContainIgnoringCase("java");
  }

  @Test
  void row18FilesAreNotRemovedWhenTheClientAsksForIt() {
    assertThat(scene.rsync("-a --remove-source-files", List.of("db/file"), copies).exit())
        .isNotZero();
    assertThat(scene.db().resolve("file")).exists();
    scene.owner("echo victim > victim");
    scene.plainRsync("-a --remove-source-files", List.of("db/victim"), copies);
    assertThat(scene.db().resolve("victim")).doesNotExist();
  }

  @Test
  void row9AListOfAnotherVolumeLooksLikeAMissingOne() {
    Outcome ungranted = scene.client().command(PULL + "--files-from other/names . db/");
    Outcome missing = scene.client().command(PULL + "--files-from ohter/names . db/");
    assertThat(ungranted.exit()).isNotZero().isEqualTo(missing.exit());
    assertThat(ungranted.err()).doesNotContain("file\n").doesNotContain(folder.toString());
    assertThat(ungranted.err().replace("other", "ohter")).isEqualTo(missing.err());
    assertThat(ungranted.out()).isEqualTo(missing.out());
  }

  @Test
  void row9AListOfTheSystemIsNotRead() {
    Outcome listed = scene.client().command(PULL + "--files-from /etc/passwd . db/");
    Outcome missing = scene.client().command(PULL + "--files-from /etc/passwx . db/");
    assertThat(listed.err()).doesNotContain("root:");
    assertThat(listed.err().replace("passwd", "passwx")).isEqualTo(missing.err());
  }

  /** Row 17: options of the receiving side mean nothing here, so they tell nothing. */
  @ParameterizedTest(name = "row 17: {0}")
  @ValueSource(
      strings = {"--compare-dest", "--link-dest", "--copy-dest", "--temp-dir", "--partial-dir"})
  void foldersOfTheReceivingSideTellNothing(String option) {
    Outcome existing = scene.client().command(PULL + option + " ../other . db/");
    Outcome missing = scene.client().command(PULL + option + " ../ohter . db/");
    assertThat(existing).isEqualTo(missing);
  }

  /** Row 19: a trace would name what a filter hides. */
  @Test
  void verbosityIsThatOfASingleLetter() {
    scene.owner("mkdir -p traced; echo '- hidden' > traced/.rules; echo x > traced/hidden");
    String options = "-avvv --filter=:_.rules";
    Outcome ours = scene.rsync(options, List.of("db/traced/"), copies.resolve("ours"));
    Outcome plain = scene.plainRsync(options, List.of("db/traced/"), copies.resolve("plain"));
    String trace = "[sender] hiding file hidden";
    assertThat(plain.out() + plain.err()).contains(trace);
    assertThat(ours.out() + ours.err()).doesNotContain(trace);
  }

  @Test
  void row21APatternThatExplodesIsRefused() {
    scene.owner("for d in a b c d e f g h; do mkdir -p wide/$d/{a,b,c,d,e,f,g,h}; done");
    scene.owner(
        "for d in wide/*/*; do mkdir $d/{a,b,c,d,e,f,g,h}; touch $d/{a,b,c,d}/{1..5}; done");
    Outcome refused = scene.client().command(PULL + ". db/wide/*/*/*/* db/*/*/*/*/*");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).matches(OUR_WORDS).contains("pattern");
  }
}
