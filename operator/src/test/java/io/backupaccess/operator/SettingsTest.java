package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.operator.plan.Allowance;
import io.backupaccess.operator.plan.PriorityClasses;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Map<String, String> LEAST =
      Map.of("GATEWAY_IMAGE", "example.com/gateway:1", "OPERATOR_NAMESPACE", "backup-access");

  @Test
  void theLeastIsAnImageAndTheOwnNamespace() {
    assertThat(Settings.of(LEAST))
        .isEqualTo(
            new Settings(
                "example.com/gateway:1",
                null,
                PriorityClasses.NONE,
                Allowance.of(Map.of()),
                Set.of(),
                "backup-access",
                Duration.ofDays(14),
                8080,
                null,
                false));
  }

  @Test
  void namespacesAreListedWithCommas() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("WATCH_NAMESPACES", "a, b,");
    assertThat(Settings.of(environment).watchNamespaces()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void onePriorityClassIsThatOfAllGateways() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("GATEWAY_PRIORITY_CLASS", "low");
    assertThat(Settings.of(environment).priorityClasses())
        .isEqualTo(new PriorityClasses("low", "low"));
    environment.put("GATEWAY_PINNED_PRIORITY_CLASS", "lower");
    assertThat(Settings.of(environment).priorityClasses())
        .isEqualTo(new PriorityClasses("low", "lower"));
  }

  @Test
  void howEarlyAKeySEndIsToldIsInDays() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("KEY_EXPIRY_WARNING_DAYS", "30");
    assertThat(Settings.of(environment).expiryWarning()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void metricsHaveAPortWhereOneIsNamed() {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put("METRICS_PORT", "8082");
    assertThat(Settings.of(environment).metricsPort()).isEqualTo(8082);
  }

  @ParameterizedTest
  @CsvSource({
    "GATEWAY_IMAGE, ''",
    "GATEWAY_IMAGE, 'a b'",
    "GATEWAY_IMAGE_PULL_POLICY, Sometimes",
    "GATEWAY_PRIORITY_CLASS, Low",
    "GATEWAY_PINNED_PRIORITY_CLASS, Low",
    "OPERATOR_NAMESPACE, ''",
    "OPERATOR_NAMESPACE, A",
    "WATCH_NAMESPACES, 'a,B'",
    "KEY_EXPIRY_WARNING_DAYS, 366",
    "KEY_EXPIRY_WARNING_DAYS, -1",
    "KEY_EXPIRY_WARNING_DAYS, 14d",
    "PROBES_PORT, 70000",
    "PROBES_PORT, x",
    "METRICS_PORT, 70000",
    "LEADER_ELECTION, yes"
  })
  void whatIsWrongIsNamed(String variable, String value) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put(variable, value);
    assertThatThrownBy(() -> Settings.of(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable);
  }
}
