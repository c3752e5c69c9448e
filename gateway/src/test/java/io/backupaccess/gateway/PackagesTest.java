package io.backupaccess.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.architecture.PackageMap;
import org.junit.jupiter.api.Test;

/** Holds the packages of this module to the table of {@code docs/architecture.md}. */
class PackagesTest {
  private static final PackageMap MAP =
      PackageMap.of("gateway", "The gateway's packages", "io.backupaccess.gateway");

  @Test
  void useWhatTheMapSaysAndNothingElse() {
    assertThat(MAP.differences()).isEmpty();
  }

  @Test
  void useOnlyPackagesThatStandAboveThemInTheMap() {
    assertThat(MAP.upwardUses()).isEmpty();
  }

  @Test
  void sayWhereToBeginReading() {
    assertThat(MAP.withoutBeginning()).isEmpty();
  }
}
