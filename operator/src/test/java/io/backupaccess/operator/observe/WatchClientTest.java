package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.RunningOperator;
import io.backupaccess.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of objects, as the API server sends them, once the informers' client has them. */
class WatchClientTest {

  private final KubernetesClient client =
      RunningOperator.client(Config.empty(), new OperatorMetrics(Clock.systemUTC()));
  private final KubernetesClient watching = WatchClient.of(client, _ -> {});

  @AfterEach
  void close() {
    watching.close();
    client.close();
  }

  private static <T extends HasMetadata> T read(KubernetesClient by, String json, Class<T> type) {
    return by.getKubernetesSerialization().unmarshal(json, type);
  }

  private static final String SERVICE =
      """
      {"apiVersion": "v1", "kind": "Service",
       "metadata": {
         "name": "shop-gateway", "namespace": "n", "labels": {"a": "b"}, "annotations": {"c": "d"},
         "managedFields": [{"manager": "m", "operation": "Apply", "fieldsType": "FieldsV1",
           "fieldsV1": {"f:spec": {"f:%s": {}}}}]},
       "spec": {"ports": [{"port": 22}]}}
      """;

  @Test
  void anObjectIsWholeButForWhoManagesItsFields() {
    Service service = read(watching, SERVICE.formatted("ports"), Service.class);

    assertThat(service.getMetadata().getManagedFields()).isEmpty();
    assertThat(service.getMetadata().getLabels()).containsEntry("a", "b");
    assertThat(service.getMetadata().getAnnotations()).containsEntry("c", "d");
    assertThat(service.getSpec().getPorts()).hasSize(1);
  }

  @Test
  void aFieldMayHaveANameOfAnyLength() {
    String json = SERVICE.formatted("x".repeat(60_000));

    assertThat(read(watching, json, Service.class).getSpec().getPorts()).hasSize(1);
    assertThat(read(client, json, Service.class).getMetadata().getManagedFields()).hasSize(1);
  }

  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {
         "name": "shop-gateway-1-x", "namespace": "n", "uid": "u", "resourceVersion": "7",
         "labels": {"app.kubernetes.io/name": "%s", "pod-template-hash": "1"},
         "annotations": {"backupaccess.io/access": "shop"},
         "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet",
           "name": "shop-gateway-1", "uid": "r", "controller": true}],
         "managedFields": [{"manager": "m", "operation": "Update"}]},
       "spec": {
         "nodeName": "node1",
         "initContainers": [{"name": "first", "image": "i"}],
         "containers": [{"name": "main", "image": "i", "env": [{"name": "PASSWORD", "value": "x"}],
           "volumeMounts": [{"name": "data", "mountPath": "/volumes/x/db"}]}],
         "volumes": [
           {"name": "data", "persistentVolumeClaim": {"claimName": "data"}},
           {"name": "settings", "configMap": {"name": "settings"}}]},
       "status": {
         "phase": "Running", "podIP": "10.0.0.1",
         "conditions": [
           {"type": "Ready", "status": "True"},
           {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}],
         "containerStatuses": [{"name": "main", "image": "i", "imageID": "", "ready": true,
           "restartCount": 0}]}}
      """;

  @Test
  void ofAPodItsClaimsAndItsPlaceAreLeft() {
    Pod pod = read(watching, POD.formatted("application"), Pod.class);

    assertThat(pod.getMetadata().getName()).isEqualTo("shop-gateway-1-x");
    assertThat(pod.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(pod.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(pod.getMetadata().getAnnotations()).isNullOrEmpty();
    assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    assertThat(pod.getSpec().getContainers()).isEmpty();
    assertThat(pod.getSpec().getInitContainers()).isEmpty();
    assertThat(pod.getSpec().getNodeName()).isEqualTo("node1");
    assertThat(Pods.claimNames(pod)).containsExactly("data");
    assertThat(pod.getSpec().getVolumes()).hasSize(1);
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getStatus().getConditions()).hasSize(1);
    assertThat(pod.getStatus().getContainerStatuses()).isNullOrEmpty();
  }

  @Test
  void aPodOfAGatewayIsStillKnownAsOne() {
    Pod pod = read(watching, POD.formatted("backup-access-gateway"), Pod.class);

    assertThat(Pods.access(pod)).contains("shop");
    assertThat(pod.getStatus().getContainerStatuses()).hasSize(1);
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    assertThat(pod.getSpec().getContainers().getFirst().getEnv()).isEmpty();
    GatewayPod gateway = Pods.gatewayPod(pod);
    assertThat(gateway.ready()).isTrue();
    assertThat(gateway.claims()).containsExactly("data");
    assertThat(gateway.mounts()).containsExactly("/volumes/x/db");
  }

  @Test
  void ofAClaimItsAccessModesAndItsPhaseAreLeft() {
    PersistentVolumeClaim claim =
        read(
            watching,
            """
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
             "metadata": {"name": "data", "namespace": "n", "uid": "u", "labels": {"a": "b"},
               "managedFields": [{"manager": "m", "operation": "Update"}]},
             "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "fast",
               "resources": {"requests": {"storage": "1Gi"}}, "volumeName": "v"},
             "status": {"phase": "Bound", "accessModes": ["ReadWriteMany"],
               "capacity": {"storage": "1Gi"}}}
            """,
            PersistentVolumeClaim.class);

    assertThat(Claim.of(claim)).isEqualTo(new Claim("u", true, false, Set.of("ReadWriteMany")));
    assertThat(claim.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(claim.getMetadata().getManagedFields()).isEmpty();
    assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
    assertThat(claim.getSpec().getStorageClassName()).isNull();
    assertThat(claim.getSpec().getResources()).isNull();
    assertThat(claim.getStatus().getCapacity()).isNullOrEmpty();
  }
}
