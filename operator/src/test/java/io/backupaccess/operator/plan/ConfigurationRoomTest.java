package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.GatewaySpec;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationRoomTest {

  @Test
  void what_one_config_map_cannot_hold_is_left_out_and_named() {
    List<PlannedKey> keys = List.of(key("a", 400), key("b", 600), key("c", 400));

    ConfigurationRoom.Fitting fitting = fit(keys, List.of("disabled", "a", "b", "c"));

    assertThat(fitting.keys()).extracting(key -> key.config().name()).containsExactly("a", "c");
    assertThat(fitting.problems()).extracting(Problem::field).containsExactly("spec.keys[2]");
    assertThat(fitting.document().text().getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(ConfigurationRoom.MAX_BYTES + 1024);
    assertThat(fitting.document().text()).doesNotContain("\"b\"");
  }

  @Test
  void what_fits_is_as_it_was() {
    List<PlannedKey> keys = List.of(key("a", 400), key("b", 400));
    assertThat(fit(keys, List.of("a", "b")).keys()).isEqualTo(keys);
    assertThat(fit(keys, List.of("a", "b")).problems()).isEmpty();
  }

  private static ConfigurationRoom.Fitting fit(List<PlannedKey> keys, List<String> names) {
    return ConfigurationRoom.fit(
        keys,
        names,
        some ->
            ConfigurationDocument.of(
                ConfigurationDocument.server(GatewaySpec.DEFAULTS, Duration.ofMinutes(1), false),
                some,
                List.of(),
                List.of()));
  }

  private static PlannedKey key(String name, int kibibytes) {
    String line = "x".repeat(1024);
    return new PlannedKey(
        new KeyConfig(
            name, Collections.nCopies(kibibytes, line), List.of("db"), null, List.of(), null),
        List.of());
  }
}
