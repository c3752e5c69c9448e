package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes, where the operator may see nodes, which a Role of a namespace cannot grant. A node
 * that comes or goes starts no turn: the regular ones take it along, at most 75 seconds later, and
 * spread as they are.
 */
final class NodeWatch {

  private static final Duration LASTS = Duration.ofSeconds(1);

  private final Optional<InformerEventSource<Node, BackupAccess>> informer;
  private final Clock clock;
  private volatile Counted counted = new Counted(Instant.EPOCH, List.of(), Map.of());

  /** Every turn asks, and there may be thousands of nodes. */
  private record Counted(Instant at, List<String> networks, Map<String, ClusterNode> byName) {}

  NodeWatch(EventSourceContext<BackupAccess> context, Clock clock) {
    this.clock = clock;
    this.informer =
        new OwnRights(context.getClient()).mayWatch("", "nodes", null)
            ? Optional.of(new InformerEventSource<>(configuration(), context))
            : Optional.empty();
  }

  /** For the framework. */
  Stream<EventSource<?, BackupAccess>> eventSources() {
    return informer.stream().map(source -> source);
  }

  /** Networks in CIDR notation with all that is known; none where nodes are not watched. */
  List<String> networks() {
    return lately().networks();
  }

  /** All that are known; none where nodes are not watched. */
  Map<String, ClusterNode> byName() {
    return lately().byName();
  }

  private Counted lately() {
    Instant now = clock.instant();
    Counted last = counted;
    if (informer.isEmpty() || Duration.between(last.at(), now).abs().compareTo(LASTS) < 0) {
      return last;
    }
    List<Node> nodes = informer.get().list().toList();
    Counted fresh =
        new Counted(
            now,
            NodeAddresses.networks(
                nodes.stream().flatMap(node -> NodeAddresses.of(node).stream()).toList()),
            nodes.stream()
                .map(ClusterNode::of)
                .collect(Collectors.toUnmodifiableMap(ClusterNode::name, Function.identity())));
    counted = fresh;
    return fresh;
  }

  private static InformerEventSourceConfiguration<Node> configuration() {
    return InformerEventSourceConfiguration.from(Node.class, BackupAccess.class)
        .withName("nodes")
        .withWatchAllNamespaces()
        .withFollowControllerNamespacesChanges(false)
        .withItemStore(new TransformingItemStore<>(NodeWatch::reduced))
        .withSecondaryToPrimaryMapper(node -> Set.of())
        .build();
  }

  private static Node reduced(Node node) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(node.getMetadata().getName())
        .withUid(node.getMetadata().getUid())
        .withResourceVersion(node.getMetadata().getResourceVersion())
        .withLabels(node.getMetadata().getLabels())
        .withAnnotations(NodeAddresses.annotations(node))
        .endMetadata()
        .withNewSpec()
        .withPodCIDRs(node.getSpec() == null ? List.of() : node.getSpec().getPodCIDRs())
        .endSpec()
        .withNewStatus()
        .withAddresses(node.getStatus() == null ? List.of() : node.getStatus().getAddresses())
        .endStatus()
        .build();
  }
}
