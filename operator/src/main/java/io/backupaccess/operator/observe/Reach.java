package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.List;
import java.util.stream.Stream;

/** The nodes that can mount the volume of a claim, as far as its PersistentVolume says. */
public sealed interface Reach {

  /** Nobody knows: the operator may not see PersistentVolumes. */
  record Unknown() implements Reach {}

  /** Any node, such as one of network storage. */
  record Anywhere() implements Reach {}

  /**
   * Some nodes.
   *
   * @param terms a node that one of them admits can
   */
  record Nodes(List<NodeTerm> terms) implements Reach {
    public Nodes {
      terms = List.copyOf(terms);
    }

    /** Whether that node can. */
    public boolean admits(ClusterNode node) {
      return terms.stream().anyMatch(term -> term.admits(node));
    }
  }

  /** What a volume says. */
  static Reach of(PersistentVolume volume) {
    var affinity = volume.getSpec() == null ? null : volume.getSpec().getNodeAffinity();
    return affinity == null || affinity.getRequired() == null
        ? new Anywhere()
        : new Nodes(
            affinity.getRequired().getNodeSelectorTerms().stream().map(Reach::term).toList());
  }

  private static NodeTerm term(NodeSelectorTerm term) {
    return new NodeTerm(
        Stream.concat(
                requirements(term.getMatchFields()).map(one -> requirement(one, NodeTerm.Of.FIELD)),
                requirements(term.getMatchExpressions())
                    .map(one -> requirement(one, NodeTerm.Of.LABEL)))
            .toList());
  }

  private static Stream<NodeSelectorRequirement> requirements(
      List<NodeSelectorRequirement> requirements) {
    return Stream.ofNullable(requirements).flatMap(List::stream);
  }

  private static NodeTerm.Requirement requirement(
      NodeSelectorRequirement requirement, NodeTerm.Of of) {
    List<String> values = requirement.getValues();
    return new NodeTerm.Requirement(
        of, requirement.getKey(), requirement.getOperator(), values == null ? List.of() : values);
  }
}
