package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.observe.Holder.Rank;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodsTest {

  private static Pod pod(@Nullable String node, String phase, @Nullable String deleted) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("app")
        .withDeletionTimestamp(deleted)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static Rank rank(Pod pod) {
    return Pods.holder(pod, "data", "shop").orElseThrow().rank();
  }

  @Test
  void aHolderCountsByItsPhaseItsNodeAndWhetherItStays() {
    assertThat(rank(pod("n1", "Running", null))).isEqualTo(Rank.RUNNING);
    assertThat(rank(pod("n1", "Pending", null))).isEqualTo(Rank.BOUND);
    assertThat(rank(pod("n1", "Running", "2026-11-23T10:00:00Z"))).isEqualTo(Rank.TERMINATING);
    assertThat(rank(pod(null, "Pending", null))).isEqualTo(Rank.UNSCHEDULED);
  }

  @Test
  void aPodThatEndedOrNeverHadANodeHoldsNothing() {
    assertThat(Pods.holder(pod("n1", "Succeeded", null), "data", "shop")).isEmpty();
    assertThat(Pods.holder(pod(null, "Pending", "2026-11-23T10:00:00Z"), "data", "shop")).isEmpty();
  }

  @Test
  void anotherResourcesGatewayHoldsWhileItRunsAndStays() {
    Pod running = ofGateway(pod("n1", "Running", null));
    assertThat(Pods.holder(running, "data", "restore").orElseThrow().rank())
        .isEqualTo(Rank.GATEWAY);
    assertThat(Pods.holder(running, "data", "shop")).isEmpty();
    assertThat(Pods.holder(ofGateway(pod("n1", "Pending", null)), "data", "restore")).isEmpty();
    Pod ending = ofGateway(pod("n1", "Running", "2026-11-23T10:00:00Z"));
    assertThat(Pods.holder(ending, "data", "restore")).isEmpty();
  }

  @Test
  void aReadersPodIsOfItsResourceWhereItsOwnDeploymentMadeIt() {
    Pod reader = ofReader(pod("n1", "Running", null), "shop-reader-r1-1");
    assertThat(Pods.access(reader)).hasValue("shop");
    assertThat(Pods.holder(reader, "data", "shop")).isEmpty();
    assertThat(Pods.holder(reader, "data", "restore").orElseThrow().rank()).isEqualTo(Rank.GATEWAY);
    assertThat(Pods.access(ofReader(reader, "shop-gateway-1"))).isEmpty();
    assertThat(Pods.access(ofReader(reader, "shop-reader-r2-1"))).isEmpty();
  }

  /** The pod as one of reader {@code r1} of resource {@code shop}. */
  private static Pod ofReader(Pod pod, String replicaSet) {
    return ofGateway(pod)
        .edit()
        .editMetadata()
        .addToLabels(Labels.NAME, Labels.READER)
        .addToLabels(Labels.READER_ID, "r1")
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withKind("ReplicaSet")
                .withName(replicaSet)
                .withController(true)
                .build())
        .endMetadata()
        .build();
  }

  /** The pod as one of the gateway of resource {@code shop}. */
  private static Pod ofGateway(Pod pod) {
    return pod.edit()
        .editMetadata()
        .addToLabels(Labels.NAME, Labels.GATEWAY)
        .addToLabels("pod-template-hash", "1")
        .addToAnnotations(Labels.ACCESS, "shop")
        .addNewOwnerReference()
        .withKind("ReplicaSet")
        .withName("shop-gateway-1")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .build();
  }
}
