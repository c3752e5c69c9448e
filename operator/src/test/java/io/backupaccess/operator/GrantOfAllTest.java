package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A key that is granted {@code "*"} may read volumes that are added later, and its owner hears. */
@ExtendWith(KubeApiServerExtension.class)
class GrantOfAllTest {

  private static final String ALL =
      TestAccess.simple("shop").replace("{volume: db}", "{volume: \"*\"}");

  @Test
  void aVolumeThatIsAddedIsGrantedForReadingAndAnEventNamesTheKeys(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(ALL);
      test.await("shop", status -> !status.volumes().isEmpty());
      assertThat(notes(test)).isEmpty();

      test.change("shop", "{\"volumes\": [" + DB + ", " + MEDIA + ", " + INBOX + "]}");

      test.awaitUntil(
          () -> notes(test),
          List.of(
              "volume media was added, and is granted for reading by \"*\" to key backup-host"));
      test.awaitUntil(() -> test.configuration("shop").contains("\"volume\" : \"media\""), true);
      assertThat(test.configuration("shop")).doesNotContain("\"volume\" : \"inbox\"");
    }
  }

  @Test
  void aVolumeThatAKeyNamesIsNoNews(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));
      test.await("shop", status -> !status.volumes().isEmpty());

      test.change("shop", "{\"volumes\": [" + DB + ", " + MEDIA + "]}");

      test.await("shop", status -> status.volumes().size() == 2);
      assertThat(notes(test)).isEmpty();
    }
  }

  private static final String DB = "{\"name\": \"db\", \"claimName\": \"data\"}";
  private static final String MEDIA = "{\"name\": \"media\", \"claimName\": \"media\"}";
  private static final String INBOX =
      "{\"name\": \"inbox\", \"claimName\": \"inbox\", \"mode\": \"WriteOnly\"}";

  private static List<String> notes(TestAccess test) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> Objects.equals(event.getReason(), "VolumeGranted"))
        .map(event -> event.getNote())
        .toList();
  }
}
