package io.backupaccess.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that {@code ls -l} of a client shows. */
class LongNameTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T11:59:07Z, 'Nov 30 11:59'",
    "2026-11-30T03:00:00Z, 'Nov 30 03:00'",
    "2026-09-05T23:59:59Z, 'Sep  5 23:59'",
    "2026-06-01T00:00:01Z, 'Jun  1 00:00'",
    "2026-06-01T00:00:00Z, 'Jun  1  2026'",
    "2026-05-01T00:00:00Z, 'May  1  2026'",
    "1970-01-01T00:00:00Z, 'Jan  1  1970'",
    "2027-03-01T08:00:00Z, 'Mar  1  2027'",
  })
  void recentTimesHaveTheTimeOfDayAndOthersTheYear(Instant modified, String shown) {
    int seconds = (int) modified.getEpochSecond();
    FileAttributes attributes = new FileAttributes(4711, 0100640, 999, 999, seconds, seconds, 1);
    assertThat(LongName.of(new FolderEntry("dump", attributes), NOW))
        .isEqualTo("-rw-r-----    1 999      999          4711 " + shown + " dump");
  }
}
