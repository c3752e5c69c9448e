package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MountIdsTest {

  @Test
  void theyDependOnSeedResourceAndVolumeAndOnNothingElse() {
    MountIds ids = new MountIds("s".repeat(43), "uid");
    assertThat(ids.of("db")).matches("[0-9a-f]{32}");
    assertThat(new MountIds("s".repeat(43), "uid").of("db")).isEqualTo(ids.of("db"));
    assertThat(ids.of("db2")).isNotEqualTo(ids.of("db"));
    assertThat(new MountIds("s".repeat(43), "other").of("db")).isNotEqualTo(ids.of("db"));
    assertThat(new MountIds("t".repeat(43), "uid").of("db")).isNotEqualTo(ids.of("db"));
  }
}
