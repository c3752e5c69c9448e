package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.ClaimStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A claim that is lost and made again under its own name. */
@ExtendWith(KubeApiServerExtension.class)
class ReplacedClaimTest {

  @Test
  void isNotReadUntilItsOwnerAcceptsIt(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      BackupAccess before = test.createReady("shop");
      String uid = uid(test);
      assertThat(before.getStatus().claims()).containsExactly(new ClaimStatus("db", "data", uid));
      String former = test.cluster.bindPod("shop", "node-1");

      String made = makeAgain(test);

      assertThat(test.cluster.pod(former)).isNull();
      BackupAccess refused = test.awaitReason("shop", "VolumesReady", "ClaimReplaced");
      assertThat(refused.getStatus().claims()).containsExactly(new ClaimStatus("db", "data", uid));
      assertThat(refused.getStatus().volumes().getFirst().message())
          .contains("backupaccess.io/accept-claim=db=" + made);
      test.awaitUntil(() -> test.configuration("shop").contains("/db"), false);

      accept(test, "db=" + made);

      BackupAccess accepted = test.awaitReason("shop", "VolumesReady", "WaitingForGateway");
      assertThat(accepted.getStatus().claims())
          .containsExactly(new ClaimStatus("db", "data", made));
      test.awaitUntil(() -> test.configuration("shop").contains("/db"), true);
    }
  }

  @Test
  void isRefusedAgainWhereAnotherWasAcceptedBefore(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      String second = makeAgain(test);
      accept(test, "db=" + second);
      test.awaitReason("shop", "VolumesReady", "WaitingForGateway");

      makeAgain(test);

      test.awaitReason("shop", "VolumesReady", "ClaimReplaced");
    }
  }

  @Test
  void takesPushesBeforeItIsRead(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server, Map.of("backupaccess.io/allow-writes", "true"))) {
      test.createReady("shop");
      test.change(
          "shop",
          "{\"volumes\": [{\"name\": \"db\", \"claimName\": \"data\", \"mode\": \"ReadWrite\"}]}");
      test.awaitUntil(() -> test.configuration("shop").contains("ReadWrite"), true);

      makeAgain(test);

      test.awaitReason("shop", "VolumesReady", "ClaimReplaced");
      test.awaitUntil(() -> test.configuration("shop").contains("RestoreOnly"), true);
    }
  }

  @Test
  void isRememberedWhileItsEntryIsAway(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("other");
      test.createReady("shop");
      String uid = uid(test);
      test.change(
          "shop",
          """
          {"keys": [{"name": "backup-host", "publicKey": "%s", "grants": [{"volume": "*"}]}],
           "volumes": [{"name": "other", "claimName": "other"}]}
          """
              .formatted(TestAccess.KEY));
      test.await("shop", status -> status.claims().size() == 2);

      makeAgain(test);
      test.change(
          "shop",
          """
          {"volumes": [{"name": "other", "claimName": "other"}, {"name": "db", "claimName": "data"}]}
          """);

      BackupAccess refused = test.awaitReason("shop", "VolumesReady", "ClaimReplaced");
      assertThat(refused.getStatus().claims())
          .extracting(ClaimStatus::volume)
          .containsExactly("other", "db");
      assertThat(refused.getStatus().claims().getLast().uid()).isEqualTo(uid);
    }
  }

  /** Its new UID, once the former is gone and this one has a volume. */
  private static String makeAgain(TestAccess test) {
    test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").delete();
    test.awaitUntil(
        () ->
            test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").get()
                == null,
        true);
    test.client.persistentVolumes().withName(test.namespace + "-data").delete();
    test.awaitUntil(
        () -> test.client.persistentVolumes().withName(test.namespace + "-data").get() == null,
        true);
    test.cluster.createBoundClaim("data");
    return uid(test);
  }

  private static String uid(TestAccess test) {
    return test.client
        .persistentVolumeClaims()
        .inNamespace(test.namespace)
        .withName("data")
        .get()
        .getMetadata()
        .getUid();
  }

  private static void accept(TestAccess test, String consent) {
    test.annotate("shop", "backupaccess.io/accept-claim", consent);
  }
}
