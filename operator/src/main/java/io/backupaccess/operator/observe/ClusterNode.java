package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Node;
import java.util.Map;

/** A node, and the labels that say where it is. */
public record ClusterNode(String name, Map<String, String> labels) {

  private static final String HOST_NAME = "kubernetes.io/hostname";

  public ClusterNode {
    labels = Map.copyOf(labels);
  }

  /** A node as the API server holds it. */
  public static ClusterNode of(Node node) {
    var labels = node.getMetadata().getLabels();
    return new ClusterNode(node.getMetadata().getName(), labels == null ? Map.of() : labels);
  }

  /** A node that the operator may not see: by custom its host name is its name. */
  public static ClusterNode unseen(String name) {
    return new ClusterNode(name, Map.of(HOST_NAME, name));
  }
}
