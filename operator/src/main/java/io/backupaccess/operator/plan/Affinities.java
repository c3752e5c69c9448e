package io.backupaccess.operator.plan;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pin beside what the resource's owner asks of the scheduler. */
final class Affinities {

  // Every pod gets these from admission, with a time limit that is not ours to copy.
  private static final Set<String> ADMISSION =
      Set.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  private Affinities() {}

  /**
   * The affinity with the pin in every one of its required terms, because terms are alternatives.
   * By the node's own name: its host name label may say something else.
   */
  static @Nullable Affinity pinned(@Nullable Affinity affinity, @Nullable PinnedNode pin) {
    if (pin == null) {
      return affinity;
    }
    var required =
        affinity == null || affinity.getNodeAffinity() == null
            ? null
            : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    List<NodeSelectorTerm> terms = new ArrayList<>();
    if (required != null) {
      required.getNodeSelectorTerms().forEach(term -> terms.add(pinned(term, pin)));
    }
    if (terms.isEmpty()) {
      terms.add(pinned(new NodeSelectorTerm(), pin));
    }
    return (affinity == null ? new AffinityBuilder() : affinity.edit())
        .editOrNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withNodeSelectorTerms(terms)
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }

  private static NodeSelectorTerm pinned(NodeSelectorTerm term, PinnedNode pin) {
    return new NodeSelectorTermBuilder(term)
        .addToMatchFields(new NodeSelectorRequirement("metadata.name", "In", List.of(pin.node())))
        .build();
  }

  /** The owner's, then those of the pod that holds the claim. */
  static List<Toleration> tolerations(List<Toleration> own, @Nullable PinnedNode pin) {
    Set<Toleration> all = new LinkedHashSet<>(own);
    if (pin != null) {
      pin.tolerations().stream()
          .filter(
              toleration -> toleration.getKey() == null || !ADMISSION.contains(toleration.getKey()))
          .forEach(all::add);
    }
    return List.copyOf(all);
  }
}
