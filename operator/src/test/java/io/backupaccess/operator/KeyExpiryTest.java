package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class KeyExpiryTest {

  private static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

  private static Instant in(Duration duration) {
    return Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
  }

  private static void expire(TestAccess test, String time) {
    BackupAccess changed =
        test.yaml(
            TestAccess.simple("shop")
                .replace("  volumes:", "    expirationTime: " + time + "\n  volumes:"));
    test.client.resource(changed).patch(PatchContext.of(PatchType.JSON_MERGE));
  }

  private static List<String> events(TestAccess test, String type, String reason) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> type.equals(event.getType()) && reason.equals(event.getReason()))
        .map(Event::getNote)
        .toList();
  }

  @Test
  void twoWeeksBeforeItsEndAKeyIsToldOfAndTheResourceStaysReady(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      test.awaitReason("shop", "KeysCurrent", "NoneExpiresSoon");

      Instant end = in(Duration.ofDays(3));
      expire(test, "\"" + end + "\"");
      var status = test.awaitReason("shop", "KeysCurrent", "KeyExpiresSoon").getStatus();
      assertThat(TestAccess.condition(status, "KeysCurrent").getStatus()).isEqualTo("False");
      test.awaitReason("shop", "Ready", "Ready");
      test.awaitUntil(() -> events(test, "Warning", "KeyExpiresSoon").size(), 1);
      assertThat(events(test, "Warning", "KeyExpiresSoon").getFirst())
          .contains("backup-host expires at " + end);

      expire(test, "\"" + in(Duration.ofDays(300)) + "\"");
      test.awaitReason("shop", "KeysCurrent", "NoneExpiresSoon");
      test.awaitUntil(() -> events(test, "Normal", "NoneExpiresSoon").size(), 1);
    }
  }

  @Test
  void theWarningBeginsAndTheEndIsToldWithoutAnythingHavingChanged(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      expire(test, "\"" + in(Duration.ofDays(14).plusSeconds(5)) + "\"");
      test.awaitReason("shop", "KeysCurrent", "KeyExpiresSoon");

      expire(test, "\"" + in(Duration.ofSeconds(5)) + "\"");
      test.awaitReason("shop", "KeysCurrent", "KeyExpired");
      test.awaitUntil(() -> events(test, "Warning", "KeyExpired").size(), 1);
    }
  }

  @Test
  void aLineOfASecretIsToldOfToo(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String end =
          DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
              .withZone(ZoneOffset.UTC)
              .format(in(Duration.ofDays(3)));
      test.client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName("team")
                  .withNamespace(test.namespace)
                  .addToLabels("backupaccess.io/keys", "true")
                  .endMetadata()
                  .addToStringData(
                      "authorized_keys", "expiry-time=\"" + end + "\" " + OTHER_KEY + "\n")
                  .build())
          .create();
      test.create(
          TestAccess.simple("shop")
              .replace(
                  "  volumes:",
                  "  - name: team\n    secretKeyRef: {name: team, key: authorized_keys}\n    grants: [{volume: db}]\n"
                      + "  volumes:"));

      var status = test.awaitReason("shop", "KeysCurrent", "KeyExpiresSoon").getStatus();
      assertThat(TestAccess.condition(status, "KeysCurrent").getMessage())
          .contains("team " + status.keys().getLast().fingerprints().getFirst() + " expires at ");
    }
  }
}
