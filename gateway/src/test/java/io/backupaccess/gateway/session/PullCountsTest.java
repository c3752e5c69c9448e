package io.backupaccess.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is counted of rsync's log. */
class PullCountsTest {
  private static final String BEGINNING = "2026/11/26 17:57:27 [26291] ";

  private static PullCounts counted(String... messages) {
    PullCounts counts = new PullCounts();
    for (String message : messages) {
      byte[] line = (BEGINNING + message + "\n").getBytes(StandardCharsets.ISO_8859_1);
      counts.add(line, line.length);
    }
    return counts;
  }

  @Test
  void eachFileSentIsALineOfItsOwn() {
    PullCounts counts =
        counted(
            "building file list",
            "file",
            "file",
            "sent 12016 bytes  received 213 bytes  total size 15");
    assertThat(counts.files()).isEqualTo(2);
    assertThat(counts.unreadable()).hasValue(0);
  }

  @Test
  void eachEntryThatCannotBeReadIsCounted() {
    assertThat(
            counted(
                    "rsync: [sender] opendir \"/v/locked\" failed: Permission denied (13)",
                    "rsync: [sender] send_files failed to open \"/v/a\": Permission denied (13)",
                    "rsync: [sender] read errors mapping \"/v/b\": Input/output error (5)",
                    "rsync: [sender] readlink_stat(\"/v/c\") failed: Input/output error (5)",
                    "rsync: [sender] get_acl: sys_acl_get_file(v/d, ACCESS): Permission denied",
                    "symlink has no referent: \"/v/e\"")
                .unreadable())
        .hasValue(6);
  }

  @Test
  void whatHappenedToTheConnectionIsNotAboutAnEntry() {
    assertThat(
            counted(
                    "file has vanished: \"/v/a\"",
                    "rsync: [sender] write error: Broken pipe (32)",
                    "rsync error: error in socket IO (code 10) at io.c(826) [sender=3.5.0]")
                .unreadable())
        .hasValue(0);
  }

  @Test
  void aNameThatLooksLikeALineIsPartOfTheLineThatItIsIn() {
    PullCounts counts =
        counted(
            "rsync: [sender] opendir \"/v/x\\#012" + BEGINNING + "file\" failed: No (13)",
            "rsync: [sender] send_files failed to open \"/v/] file\": Permission denied (13)");
    assertThat(counts.files()).isZero();
    assertThat(counts.unreadable()).hasValue(2);
  }

  @Test
  void aLineMayComeInPiecesAndBeOfAnyLength() {
    PullCounts counts = new PullCounts();
    String log =
        BEGINNING
            + "rsync: [sender] opendir \"/"
            + "long/".repeat(10_000)
            + "\" failed: Permission denied (13)\n"
            + BEGINNING
            + "file\n";
    for (byte one : log.getBytes(StandardCharsets.ISO_8859_1)) {
      counts.add(new byte[] {one}, 1);
    }
    assertThat(counts.files()).isEqualTo(1);
    assertThat(counts.unreadable()).hasValue(1);
  }

  @Test
  void withoutALogNothingIsKnown() {
    assertThat(new PullCounts().unreadable()).isEmpty();
  }
}
