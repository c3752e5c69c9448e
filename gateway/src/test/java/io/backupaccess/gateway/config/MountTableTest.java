package io.backupaccess.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gatewayconfig.GatewayStatus.Mount;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTableTest {

  private static final String TABLE =
      """
      1 0 0:1 / / rw,relatime - overlay overlay rw,lowerdir=/ro
      2 1 8:1 /a /volumes/1/plain ro,relatime - ext4 /dev/sda rw
      3 1 8:1 /b /volumes/1/writable rw,relatime - ext4 /dev/sda rw,errors=remount-ro
      4 1 8:2 / /volumes/1/file-system rw,relatime - ext4 /dev/sdb ro
      5 1 8:1 /c /volumes/1/partly ro,relatime master:3 - ext4 /dev/sda rw
      6 5 0:9 / /volumes/1/partly/two\\040words ro,relatime - tmpfs tmpfs rw
      7 5 0:8 / /volumes/1/partly/scratch rw,relatime - tmpfs tmpfs rw
      8 1 8:1 /d /volumes/1/all ro,relatime - ext4 /dev/sda rw
      9 8 0:7 / /volumes/1/all/beneath ro,relatime - tmpfs tmpfs rw
      10 1 8:1 /e /volumes/1/twice ro,relatime - ext4 /dev/sda rw
      11 10 8:1 /e /volumes/1/twice rw,relatime - ext4 /dev/sda rw
      12 1 0:6 / /volumes/1/all-others rw,relatime - tmpfs tmpfs rw
      """;

  @ParameterizedTest
  @CsvSource({
    "/volumes/1/plain, true, true",
    "/volumes/1/plain/folder, true, true",
    "/volumes/1/plain-text, false, false",
    "/volumes/1/writable, false, false",
    "/volumes/1/file-system, true, true",
    "/volumes/1/partly, true, false",
    "/volumes/1/partly/two words, true, true",
    "/volumes/1/all, true, true",
    "/volumes/1/twice, false, false",
    "/elsewhere, false, false",
  })
  void tellsWhetherAPathAndWhatIsMountedBeneathItAreReadOnly(
      String path, boolean readOnly, boolean recursively) throws IOException {
    assertThat(MountTable.parse(TABLE).of(path)).isEqualTo(new Mount(path, readOnly, recursively));
  }

  @Test
  void readsTheTableOfThisProcess() throws IOException {
    assertThat(MountTable.read().lines()).anyMatch(line -> line.point().equals("/proc"));
    assertThat(MountTable.read().of("/dev/null").path()).isEqualTo("/dev/null");
  }

  @Test
  void aLineOfAnotherShapeIsNotGuessedAt() {
    assertThatThrownBy(() -> MountTable.parse("1 0 0:1 / / rw")).isInstanceOf(IOException.class);
  }
}
