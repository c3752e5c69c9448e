package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;

/**
 * A pod, not a gateway's, that uses a claim on a node.
 *
 * @param running whether it runs; one that is only bound to its node counts after those that run
 */
public record Holder(
    String claimName, String pod, String node, boolean running, List<Toleration> tolerations) {
  public Holder {
    tolerations = List.copyOf(tolerations);
  }
}
