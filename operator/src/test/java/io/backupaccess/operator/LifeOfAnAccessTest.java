package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.AddressStatus;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.apply.Applier;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class LifeOfAnAccessTest {

  @Test
  void aHostKeyThatOutlivesTheResourceIsNothingThatAGitopsToolWouldPrune(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      Secret kept =
          test.client.secrets().inNamespace(test.namespace).withName("shop-host-keys").get();
      assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();
      assertThat(kept.getMetadata().getLabels())
          .as("by which Argo CD knows what belongs to an application")
          .doesNotContainKey("app.kubernetes.io/instance")
          .containsEntry("app.kubernetes.io/managed-by", "backup-access");
      assertThat(kept.getMetadata().getAnnotations())
          .containsEntry("argocd.argoproj.io/sync-options", "Prune=false");
    }
  }

  @Test
  void aResourceBecomesReadyAndSaysHowToPull(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      var access = test.createReady("shop");
      var status = access.getStatus();

      assertThat(status.observedGeneration()).isEqualTo(access.getMetadata().getGeneration());
      assertThat(status.addresses()).containsExactly(new AddressStatus("203.0.113.7", 22));
      assertThat(status.knownHosts())
          .singleElement()
          .asString()
          .matches("203\\.0\\.113\\.7 ssh-ed25519 [A-Za-z0-9+/]{68}");
      assertThat(status.command())
          .isEqualTo(
              "rsync -a -e 'ssh -i KEY -o IdentitiesOnly=yes' backup@203.0.113.7:/db/ ./db/");
      assertThat(status.servedVolumes()).isEqualTo("1/1");
      assertThat(status.confinement().landlockABI()).isEqualTo(7);
      assertThat(status.keys())
          .singleElement()
          .satisfies(
              key -> {
                assertThat(key.reason()).isEqualTo("Accepted");
                assertThat(key.fingerprints()).hasSize(1);
                assertThat(key.fingerprintCount()).isEqualTo(1);
              });
    }
  }

  @Test
  void nothingIsWrittenWhileNothingChangesEvenByANewOperator(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      Map<String, String> before = versions(test);

      test.stopOperator();
      test.startOperator();
      test.awaitUntil(test::hasTurned, true);
      // Each of these is a reason for a turn; none for a write.
      for (int i = 0; i < 3; i++) {
        int touch = i;
        test.awaitTurnAfter(() -> test.touchClaim(String.valueOf(touch)));
      }
      test.awaitTurnAfter(() -> test.touchClaim(String.valueOf(3)));

      assertThat(versions(test)).isEqualTo(before);
    }
  }

  private static Map<String, String> versions(TestAccess test) {
    return owned(test)
        .collect(
            Collectors.toMap(
                object -> object.getKind() + "/" + object.getMetadata().getName(),
                object -> object.getMetadata().getResourceVersion()));
  }

  private static Stream<HasMetadata> owned(TestAccess test) {
    String namespace = test.namespace;
    List<Stream<? extends HasMetadata>> all =
        List.of(
            test
                .client
                .resources(BackupAccess.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream(),
            test.client.apps().deployments().inNamespace(namespace).list().getItems().stream(),
            test.client.services().inNamespace(namespace).list().getItems().stream(),
            test.client.configMaps().inNamespace(namespace).list().getItems().stream(),
            test.client.secrets().inNamespace(namespace).list().getItems().stream(),
            test.client.pods().inNamespace(namespace).list().getItems().stream(),
            test
                .client
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream());
    return all.stream().flatMap(objects -> objects);
  }

  @Test
  void whatSomebodyChangesOrDeletesIsRestored(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      var service = test.client.services().inNamespace(test.namespace).withName("shop-gateway");
      var policy =
          test.client
              .network()
              .v1()
              .networkPolicies()
              .inNamespace(test.namespace)
              .withName("shop-gateway");

      service.edit(
          s -> s.edit().editSpec().editFirstPort().withPort(2200).endPort().endSpec().build());
      policy.edit(p -> p.edit().editSpec().addNewIngress().endIngress().endSpec().build());
      test.client.configMaps().inNamespace(test.namespace).withName("shop-gateway").delete();

      service.waitUntilCondition(
          s ->
              s.getSpec().getPorts().size() == 1
                  && s.getSpec().getPorts().getFirst().getPort() == 22,
          5,
          TimeUnit.MINUTES);
      policy.waitUntilCondition(p -> p.getSpec().getIngress().size() == 2, 5, TimeUnit.MINUTES);
      test.client
          .configMaps()
          .inNamespace(test.namespace)
          .withName("shop-gateway")
          .waitUntilCondition(c -> c != null, 5, TimeUnit.MINUTES);
    }
  }

  @Test
  void whatIsNoLongerDesiredIsTakenAway(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createClaim("data");
      test.create(
          TestAccess.simple("shop")
              + "  service: {annotations: {metallb.io/1: made, metallb.io/2: made, metallb.io/3: made}}\n");

      // The first is taken from what was created, the second from what was applied.
      withoutAnnotation(test, "metallb.io/1");
      Service left = withoutAnnotation(test, "metallb.io/2");

      assertThat(left.getMetadata().getAnnotations()).containsKey("metallb.io/3");
      assertThat(left.getMetadata().getManagedFields())
          .filteredOn(entry -> entry.getManager().equals(Applier.FIELD_MANAGER))
          .extracting(ManagedFieldsEntry::getOperation)
          .containsExactly("Apply");
    }
  }

  private static Service withoutAnnotation(TestAccess test, String key) {
    var service = test.client.services().inNamespace(test.namespace).withName("shop-gateway");
    service.waitUntilCondition(
        found -> found != null && found.getMetadata().getAnnotations().containsKey(key),
        5,
        TimeUnit.MINUTES);
    test.client
        .resources(BackupAccess.class)
        .inNamespace(test.namespace)
        .withName("shop")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"service\":{\"annotations\":{\"%s\":null}}}}".formatted(key));
    return service.waitUntilCondition(
        found -> !found.getMetadata().getAnnotations().containsKey(key), 5, TimeUnit.MINUTES);
  }

  @Test
  void aDeletedResourceLeavesOnlyItsIdentityAndTakesItUpAgain(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String line = test.createReady("shop").getStatus().knownHosts().getFirst();

      test.client.resource(test.get("shop")).delete();
      test.client
          .services()
          .inNamespace(test.namespace)
          .withName("shop-gateway")
          .waitUntilCondition(s -> s == null, 5, TimeUnit.MINUTES);
      test.awaitUntil(
          () -> owned(test).filter(o -> labelled(o)).map(LifeOfAnAccessTest::name).toList(),
          List.of("Secret/shop-host-keys"));

      test.create(TestAccess.simple("shop"));
      test.cluster.giveAddress("shop", "203.0.113.7");
      var again = test.await("shop", status -> !status.knownHosts().isEmpty());
      assertThat(again.getStatus().knownHosts()).containsExactly(line);
    }
  }

  @Test
  void aDeletionThatWaitsForTheObjectsEnds(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");

      test.client
          .resource(test.get("shop"))
          .withPropagationPolicy(DeletionPropagation.FOREGROUND)
          .delete();

      // The pod has no kubelet that would end it.
      test.awaitUntil(
          () -> {
            test.client.pods().inNamespace(test.namespace).withGracePeriod(0).delete();
            return test.get("shop") == null;
          },
          true);
    }
  }

  @Test
  void hostKeysThatAreNotToBeRetainedGoWithTheResource(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.create(TestAccess.simple("shop") + "  hostKeys: {deletionPolicy: Delete}\n");
      test.await("shop", status -> true);

      test.client.resource(test.get("shop")).delete();

      test.awaitUntil(
          () -> owned(test).filter(o -> labelled(o)).map(LifeOfAnAccessTest::name).toList(),
          List.of());
    }
  }

  private static boolean labelled(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && "backup-access".equals(labels.get("app.kubernetes.io/managed-by"));
  }

  private static String name(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }

  @Test
  void aLostHostKeyIsNotReplacedUntilItsLossIsAccepted(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String line = test.createReady("shop").getStatus().knownHosts().getFirst();
      var secret = test.client.secrets().inNamespace(test.namespace).withName("shop-host-keys");
      Secret lost = secret.get();

      secret.delete();
      var status = test.awaitReason("shop", "GatewayReady", "HostKeyMissing").getStatus();
      assertThat(secret.get()).isNull();
      assertThat(status.knownHosts()).containsExactly(line);

      lost.getMetadata().setResourceVersion(null);
      test.client.resource(lost).create();
      test.awaitReason("shop", "Ready", "Ready");

      secret.delete();
      String message =
          TestAccess.condition(
                  test.awaitReason("shop", "GatewayReady", "HostKeyMissing").getStatus(),
                  "GatewayReady")
              .getMessage();
      String fingerprint = message.replaceAll("(?s).*(SHA256:\\S{43}).*", "$1");
      test.annotate("shop", "backupaccess.io/accept-lost-host-key", fingerprint);
      var renewed = test.awaitReason("shop", "GatewayReady", "GatewayStarting");
      assertThat(renewed.getStatus().knownHosts()).hasSize(1).doesNotContain(line);
    }
  }

  @Test
  void aSecretThatIsNotAHostKeyIsRefused(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName("other")
                  .withNamespace(test.namespace)
                  .endMetadata()
                  .addToStringData("password", "x")
                  .build())
          .create();
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop") + "  hostKeys: {secretNames: [other]}\n");

      test.awaitReason("shop", "ResolvedRefs", "HostKeySecretRefused");
      assertThat(test.client.apps().deployments().inNamespace(test.namespace).list().getItems())
          .isEmpty();
    }
  }

  @Test
  void aSuspendedAccessHasNoPodAndKeepsItsAddress(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      var status = test.createReady("shop").getStatus();

      test.client
          .resource(test.yaml(TestAccess.simple("shop") + "  suspend: true\n"))
          .patch(PatchContext.of(PatchType.JSON_MERGE));

      var suspended = test.awaitReason("shop", "Ready", "Suspended").getStatus();
      assertThat(suspended.addresses()).isEqualTo(status.addresses());
      assertThat(suspended.knownHosts()).isEqualTo(status.knownHosts());
      test.client
          .apps()
          .deployments()
          .inNamespace(test.namespace)
          .withName("shop-gateway")
          .waitUntilCondition(d -> d.getSpec().getReplicas() == 0, 5, TimeUnit.MINUTES);
    }
  }
}
