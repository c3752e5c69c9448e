package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.PodPlace;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.plan.Ending;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Claims that the gateway's own pod cannot have are served by readers. */
@ExtendWith(KubeApiServerExtension.class)
class ReadersTest {

  private static final String TWO =
      """
      {"keys": [{"name": "backup-host", "publicKey": "%s", "grants": [{"volume": "*"}]}],
       "volumes": [{"name": "db", "claimName": "data"}, {"name": "media", "claimName": "media"}]}
      """
          .formatted(TestAccess.KEY);

  @Test
  void aClaimOnAnotherNodeIsServedByAReaderThere(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Pod reader = createReady(test);

      BackupAccessStatus status = test.get("shop").getStatus();
      assertThat(media(status).place())
          .isEqualTo(new PodPlace(reader.getMetadata().getName(), "node-2"));
      assertThat(media(status).holder()).isEqualTo(new PodPlace("media-0", "node-2"));
      assertThat(status.volumes().getFirst().place().nodeName()).isEqualTo("node-1");
      assertThat(status.servedVolumes()).isEqualTo("2/2");

      String id = reader.getMetadata().getLabels().get(Labels.READER_ID);
      assertThat(test.configuration("shop"))
          .contains("\"address\" : \"127.0.0.2:2224\"")
          .contains("\"reader\" : \"" + id + "\"")
          .contains(publicKey(test, "shop-reader-" + id));
      String configuration =
          test.client
              .configMaps()
              .inNamespace(test.namespace)
              .withName("shop-reader-" + id)
              .get()
              .getData()
              .get("gateway.json");
      assertThat(configuration)
          .contains("\"listen\" : \"0.0.0.0:2224\"", publicKey(test, "shop-gateway-hop"))
          .doesNotContain("hostKeyFiles", "sshListen");

      assertThat(reader.getSpec().getContainers().getFirst().getPorts())
          .extracting(ContainerPort::getName)
          .containsExactly("hop", "probes", "status");
      assertThat(reader.getSpec().getAutomountServiceAccountToken()).isFalse();
      Map<String, String> selector =
          test.client
              .services()
              .inNamespace(test.namespace)
              .withName("shop-gateway")
              .get()
              .getSpec()
              .getSelector();
      assertThat(reader.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
          .isFalse();
    }
  }

  @Test
  void aReaderMakesWayForItsApplicationAndFollowsItAndNobodyElseIsDisturbed(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Pod reader = createReady(test);
      String gateway = test.cluster.awaitPod("shop").getMetadata().getName();

      test.client
          .pods()
          .inNamespace(test.namespace)
          .withName("media-0")
          .withGracePeriod(0)
          .delete();
      test.cluster.bindApplication("media-1", "media", "node-3");

      test.awaitUntil(() -> test.cluster.pod(reader.getMetadata().getName()) == null, true);
      assertThat(test.cluster.ended())
          .containsOnly(reader.getMetadata().getName() + " " + Ending.YIELDED);
      Pod next = test.cluster.awaitReaderPod("shop");
      assertThat(next.getSpec().getAffinity().getNodeAffinity().toString()).contains("node-3");
      assertThat(next.getMetadata().getLabels().get(Labels.READER_ID))
          .isEqualTo(reader.getMetadata().getLabels().get(Labels.READER_ID));
      assertThat(test.cluster.awaitPod("shop").getMetadata().getName()).isEqualTo(gateway);
      assertThat(test.get("shop").getStatus().volumes().getFirst().served()).isTrue();

      runOn(test, next, "node-3", "127.0.0.3");
      test.awaitReason("shop", "Ready", "Ready");
      assertThat(test.configuration("shop")).contains("127.0.0.3:2224");
    }
  }

  @Test
  void nothingIsLeftOfAReaderThatHasNoClaimsAnyMore(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Pod reader = createReady(test);
      String name = "shop-reader-" + reader.getMetadata().getLabels().get(Labels.READER_ID);

      test.change("shop", "{\"volumes\": [{\"name\": \"db\", \"claimName\": \"data\"}]}");

      test.awaitUntil(
          () ->
              test.client.apps().deployments().inNamespace(test.namespace).withName(name).get()
                  == null,
          true);
      // It drains, and keeps to a configuration meanwhile.
      test.awaitUntil(
          () ->
              test.cluster.pod(reader.getMetadata().getName()).getMetadata().getDeletionTimestamp()
                  != null,
          true);
      assertThat(secret(test, name)).isNotNull();
      test.awaitUntil(
          () ->
              test.cluster.enforced().stream()
                  .anyMatch(told -> told.startsWith(reader.getMetadata().getName())),
          true);

      test.client.resource(reader).withGracePeriod(0).delete();
      test.awaitUntil(() -> secret(test, name) == null, true);
      assertThat(test.client.configMaps().inNamespace(test.namespace).withName(name).get())
          .isNull();
      test.awaitUntil(
          () ->
              test.client
                      .network()
                      .v1()
                      .networkPolicies()
                      .inNamespace(test.namespace)
                      .withName("shop-readers")
                      .get()
                  == null,
          true);
      assertThat(
              test.client
                  .network()
                  .v1()
                  .networkPolicies()
                  .inNamespace(test.namespace)
                  .withName("shop-gateway")
                  .get()
                  .getSpec()
                  .getEgress())
          .isEmpty();
    }
  }

  @Test
  void aSuspendedResourceHasNoReaders(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Pod reader = createReady(test);

      test.change("shop", "{\"suspend\": true}");

      test.awaitUntil(() -> test.cluster.pod(reader.getMetadata().getName()) == null, true);
      assertThat(test.cluster.ended())
          .contains(reader.getMetadata().getName() + " " + Ending.SUSPENDED);
      assertThat(test.configuration("shop")).doesNotContain("127.0.0.2");
    }
  }

  @Test
  void aRevokedKeyIsTakenFromAReaderToo(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Pod reader = createReady(test);
      String before = digest(test, reader);

      test.change(
          "shop",
          """
          {"keys": [{"name": "other", "publicKey": "%s", "grants": [{"volume": "db"}]}]}
          """
              .formatted(TestAccess.KEY));

      test.awaitUntil(() -> !before.equals(digest(test, reader)), true);
      test.awaitUntil(
          () ->
              digest(test, reader)
                  .equals(
                      test.cluster
                          .pod(reader.getMetadata().getName())
                          .getMetadata()
                          .getAnnotations()
                          .get("backupaccess.io/configuration")),
          true);
    }
  }

  @Test
  void whatKeepsAReaderFromStartingIsTold(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      create(test);
      Pod reader = test.cluster.awaitReaderPod("shop");
      test.client
          .resource(reader)
          .editStatus(
              found ->
                  found
                      .edit()
                      .editOrNewStatus()
                      .addNewCondition()
                      .withType("PodScheduled")
                      .withStatus("False")
                      .withReason("Unschedulable")
                      .withMessage("0/2 nodes are available")
                      .endCondition()
                      .endStatus()
                      .build());

      var status =
          test.await(
                  "shop",
                  found ->
                      found.volumes().size() == 2
                          && Objects.requireNonNullElse(media(found).message(), "")
                              .contains("0/2 nodes are available"))
              .getStatus();
      assertThat(media(status).reason()).isEqualTo("ReaderNotReady");
      assertThat(media(status).place()).isNull();
      assertThat(status.servedVolumes()).isEqualTo("1/2");
      assertThat(TestAccess.condition(status, "VolumesReady").getStatus()).isEqualTo("False");
      assertThat(TestAccess.condition(status, "VolumesReady").getMessage())
          .contains("media: pod " + reader.getMetadata().getName(), "0/2 nodes are available");
      assertThat(test.configuration("shop")).doesNotContain("\"address\"");
    }
  }

  @Test
  void aSecretOfSomebodyElsesKeepsThatReaderAloneFromRunning(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      String name = "shop-reader-" + Names.hash("media").substring(0, 10);
      test.client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace(test.namespace)
                  .endMetadata()
                  .addToStringData("token", "mine")
                  .build())
          .create();
      create(test);

      var status =
          test.await(
                  "shop",
                  found ->
                      found.volumes().size() == 2
                          && Objects.requireNonNullElse(media(found).message(), "")
                              .contains(name + " belongs to something else"))
              .getStatus();
      assertThat(media(status).reason()).isEqualTo("ReaderNotReady");
      assertThat(test.client.apps().deployments().inNamespace(test.namespace).withName(name).get())
          .isNull();
      test.await("shop", found -> "1/2".equals(found.servedVolumes()));
      assertThat(secret(test, name).getData()).containsOnlyKeys("token");
    }
  }

  @Test
  void claimsOfTwoZonesAreApartAndThoseOfOneAreTogether(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      Node node = NodesTest.createNode(test);
      TestRole.grantCluster(test.client, test.namespace, "operator");
      try {
        test.stopOperator();
        test.startOperator();
        for (String name : List.of("data-x", "logs-y", "media-x")) {
          test.cluster.createVolumeFor(
              name, "ReadWriteOnce", zone(name.substring(name.length() - 1)));
          test.cluster.bindClaim(name, "ReadWriteOnce");
        }
        test.create(
            """
            apiVersion: backupaccess.io/v1alpha1
            kind: BackupAccess
            metadata: {name: shop}
            spec:
              keys:
              - name: backup-host
                publicKey: %s
                grants: [{volume: "*"}]
              volumes:
              - {name: db, claimName: data-x}
              - {name: logs, claimName: logs-y}
              - {name: media, claimName: media-x}
            """
                .formatted(TestAccess.KEY));

        assertThat(claims(test.cluster.awaitReaderPod("shop"))).containsExactly("logs-y");
        test.awaitUntil(() -> claims(test.cluster.awaitPod("shop")), List.of("data-x", "media-x"));
      } finally {
        test.client.resource(node).delete();
        TestRole.revokeCluster(test.client, test.namespace);
      }
    }
  }

  private static String zone(String zone) {
    return "{required: {nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [%s]}]}]}}"
        .formatted(zone);
  }

  private static List<String> claims(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .sorted()
        .toList();
  }

  /** The gateway runs on node 1; the reader is about to start on node 2. */
  private static void create(TestAccess test) {
    test.cluster.createBoundClaim("data");
    test.cluster.createBoundClaim("media");
    test.cluster.bindApplication("app", "data", "node-1");
    test.cluster.bindApplication("media-0", "media", "node-2");
    test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
    test.create(TestAccess.simple("shop"));
    test.cluster.giveAddress("shop", "203.0.113.7");
    test.cluster.bindPod("shop", "node-1");
    test.cluster.runPod("shop", "127.0.0.1");
    test.awaitReason("shop", "Ready", "Ready");
    test.change("shop", TWO);
    // It has its keys of the hop from its start.
    String first = test.cluster.awaitPod("shop").getMetadata().getName();
    test.awaitUntil(
        () ->
            test.cluster.pod(first) == null
                || test.cluster.pod(first).getMetadata().getDeletionTimestamp() != null,
        true);
    test.client.pods().inNamespace(test.namespace).withName(first).withGracePeriod(0).delete();
    test.cluster.bindPod("shop", "node-1");
    test.cluster.runPod("shop", "127.0.0.1");
  }

  private static Pod createReady(TestAccess test) {
    create(test);
    Pod reader = test.cluster.awaitReaderPod("shop");
    runOn(test, reader, "node-2", "127.0.0.2");
    test.awaitReason("shop", "Ready", "Ready");
    return Objects.requireNonNull(test.cluster.pod(reader.getMetadata().getName()));
  }

  private static void runOn(TestAccess test, Pod pod, String node, String ip) {
    String name = test.cluster.bind(pod, node);
    test.cluster.run(Objects.requireNonNull(test.cluster.pod(name)), ip);
  }

  private static VolumeStatus media(BackupAccessStatus status) {
    return status.volumes().getLast();
  }

  private static Secret secret(TestAccess test, String name) {
    return test.client.secrets().inNamespace(test.namespace).withName(name).get();
  }

  private static String publicKey(TestAccess test, String secret) {
    return new String(
        Base64.getDecoder().decode(secret(test, secret).getData().get("hop-public-key")),
        StandardCharsets.UTF_8);
  }

  private static String digest(TestAccess test, Pod reader) {
    return Names.hash(
        test.client
            .configMaps()
            .inNamespace(test.namespace)
            .withName("shop-reader-" + reader.getMetadata().getLabels().get(Labels.READER_ID))
            .get()
            .getData()
            .get("gateway.json"));
  }
}
