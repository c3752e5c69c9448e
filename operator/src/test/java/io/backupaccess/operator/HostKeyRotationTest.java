package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class HostKeyRotationTest {

  private static void hostKeys(TestAccess test, String policy, String... names) {
    test.change(
        "shop",
        "{\"hostKeys\":{\"creationPolicy\":\"%s\",\"secretNames\":[\"%s\"]}}"
            .formatted(policy, String.join("\",\"", names)));
  }

  private static List<String> awaitLines(TestAccess test, int count) {
    return test.await("shop", status -> status.knownHosts().size() == count)
        .getStatus()
        .knownHosts();
  }

  private static List<String> hostKeySecrets(TestAccess test) {
    Deployment deployment =
        test.client.apps().deployments().inNamespace(test.namespace).withName("shop-gateway").get();
    return deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().endsWith("host-keys"))
        .map(volume -> volume.getSecret().getSecretName())
        .toList();
  }

  private static String hostKeyFiles(TestAccess test) {
    return test.configuration("shop")
        .lines()
        .filter(line -> line.contains("hostKeyFiles"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNextKeyIsMadeAndPublishedBeforeItReplacesTheFirst(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String first = test.createReady("shop").getStatus().knownHosts().getFirst();

      hostKeys(test, "IfMissing", "shop-host-keys", "shop-host-keys-2");
      List<String> both = awaitLines(test, 2);
      assertThat(both.getFirst()).isEqualTo(first);
      String second = both.getLast();
      assertThat(second).matches("203\\.0\\.113\\.7 ssh-ed25519 [A-Za-z0-9+/]{68}");
      assertThat(hostKeySecrets(test)).containsExactly("shop-host-keys", "shop-host-keys-2");
      assertThat(hostKeyFiles(test))
          .containsSubsequence(
              "/host-keys/ssh_host_ed25519_key", "/next-host-keys/ssh_host_ed25519_key");

      hostKeys(test, "IfMissing", "shop-host-keys-2");
      assertThat(awaitLines(test, 1)).containsExactly(second);
      assertThat(hostKeySecrets(test)).containsExactly("shop-host-keys-2");
      assertThat(hostKeyFiles(test)).doesNotContain("next-host-keys");
      test.awaitReason("shop", "ResolvedRefs", "ResolvedRefs");
    }
  }

  @Test
  void aNextKeyThatIsLostIsToldOfAndNotReplaced(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      hostKeys(test, "IfMissing", "shop-host-keys", "shop-host-keys-2");
      List<String> both = awaitLines(test, 2);

      var secret = test.client.secrets().inNamespace(test.namespace).withName("shop-host-keys-2");
      Secret lost = secret.get();
      secret.delete();
      var status = test.awaitReason("shop", "ResolvedRefs", "HostKeyMissing").getStatus();
      assertThat(status.knownHosts()).isEqualTo(both);
      assertThat(secret.get()).isNull();

      lost.getMetadata().setResourceVersion(null);
      test.client.resource(lost).create();
      test.awaitReason("shop", "ResolvedRefs", "ResolvedRefs");
      assertThat(test.get("shop").getStatus().knownHosts()).isEqualTo(both);
    }
  }

  @Test
  void aNextKeyOfTheOwnerSIsWaitedFor(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      hostKeys(test, "Never", "shop-host-keys", "ours");
      test.awaitReason("shop", "ResolvedRefs", "HostKeySecretNotFound");
      assertThat(test.get("shop").getStatus().knownHosts()).hasSize(1);
      assertThat(test.client.secrets().inNamespace(test.namespace).withName("ours").get()).isNull();
    }
  }
}
