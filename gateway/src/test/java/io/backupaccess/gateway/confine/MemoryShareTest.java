package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryShareTest {
  private static final long MIB = 1L << 20;

  @ParameterizedTest
  @CsvSource({"0, 64", "256, 64", "512, 128", "1024, 384", "2048, 896", "65536, 4096"})
  void aPullMeetsItsOwnLimitBeforeThePodMeetsIts(long podMib, long pullMib) {
    assertThat(MemoryShare.of(podMib * MIB).addressSpace()).isEqualTo(pullMib * MIB);
  }

  @Test
  void theMachineOrItsContainerIsMeasured() {
    assertThat(MemoryShare.here().addressSpace()).isBetween(64 * MIB, 4096 * MIB);
  }
}
