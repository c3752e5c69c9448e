package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationRoomTest {

  @Test
  void whatOneConfigMapCannotHoldIsLeftOutAndNamed() {
    List<PlannedKey> keys = List.of(key("a", 400), key("b", 600), key("c", 400));

    ConfigurationRoom.Fitting fitting = fit(keys, List.of("disabled", "a", "b", "c"));

    assertThat(fitting.keys()).extracting(key -> key.config().name()).containsExactly("a", "c");
    assertThat(fitting.problems()).extracting(Problem::field).containsExactly("spec.keys[2]");
    assertThat(fitting.document().text().getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(ConfigurationRoom.MAX_BYTES + 1024);
    assertThat(fitting.document().text()).doesNotContain("\"b\"");
  }

  @Test
  void whatFitsIsAsItWas() {
    List<PlannedKey> keys = List.of(key("a", 400), key("b", 400));
    assertThat(fit(keys, List.of("a", "b")).keys()).isEqualTo(keys);
    assertThat(fit(keys, List.of("a", "b")).problems()).isEmpty();
  }

  /** Revocations are written with the first entry of their authority, whichever that is. */
  @Test
  void whatIsRevokedIsWrittenWhicheverEntryOfItsAuthorityIsLeftOut() {
    List<PlannedKey> keys = List.of(key("a", 600), authority("b", 400), authority("c", 1));

    ConfigurationRoom.Fitting fitting = fit(keys, List.of("a", "b", "c"));

    assertThat(fitting.keys()).extracting(key -> key.config().name()).containsExactly("a", "c");
    assertThat(fitting.document().text()).containsOnlyOnce("\"revoked\"").contains("\"42\"");
    assertThat(fit(List.of(authority("b", 1), authority("c", 1)), List.of("b", "c")))
        .satisfies(both -> assertThat(both.document().text()).containsOnlyOnce("\"revoked\""));
  }

  private static PlannedKey authority(String name, int kibibytes) {
    AuthorityConfig authority =
        new AuthorityConfig(
            "the same key",
            Collections.nCopies(kibibytes, "x".repeat(1024)),
            new AuthorityConfig.Revoked(List.of("42"), null, null));
    return new PlannedKey(
        new KeyConfig(
            name, null, authority, List.of(GrantConfig.full("db")), null, null, null, null),
        List.of());
  }

  private static ConfigurationRoom.Fitting fit(List<PlannedKey> keys, List<String> names) {
    return ConfigurationRoom.fit(
        keys,
        names,
        some ->
            ConfigurationDocument.of(
                ConfigurationDocument.server(
                    spec(), Duration.ZERO, Duration.ofMinutes(1), false, List.of(), null),
                some,
                List.of(),
                List.of(),
                List.of(),
                new ClientRoute(List.of(), List.of(), false, null)));
  }

  private static BackupAccessSpec spec() {
    return new BackupAccessSpec(false, null, null, null, null, null, null, null, null, null);
  }

  private static PlannedKey key(String name, int kibibytes) {
    String line = "x".repeat(1024);
    return new PlannedKey(
        new KeyConfig(
            name, Collections.nCopies(kibibytes, line), List.of("db"), null, List.of(), null),
        List.of());
  }
}
