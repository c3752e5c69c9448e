package io.backupaccess.operator.plan;

import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The node that the gateway has to run on because a claim is held there.
 *
 * @param tolerations those of the pod that holds it: what lets one pod run there lets the other
 */
public record PinnedNode(String node, List<Toleration> tolerations) {

  /** Annotation on the Deployment in which the pin is remembered. */
  static final String ANNOTATION = "backupaccess.io/pin";

  public PinnedNode {
    tolerations = List.copyOf(tolerations);
  }

  /** What a Deployment remembers; nothing where the annotation was damaged. */
  static Optional<PinnedNode> read(Map<String, String> annotations) {
    String text = annotations.get(ANNOTATION);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Serialization.unmarshal(text, PinnedNode.class));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
