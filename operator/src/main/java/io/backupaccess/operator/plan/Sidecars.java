package io.backupaccess.operator.plan;

import java.util.Map;

/**
 * No sidecar works in a pod that nothing may leave, and one that a mesh adds to the pods of a
 * namespace would stand between the gateway and its clients.
 */
final class Sidecars {

  private static final String ISTIO = "sidecar.istio.io/inject";
  private static final String LINKERD = "linkerd.io/inject";

  private Sidecars() {}

  /** Asks meshes to add none, unless labels or annotations say something of it already. */
  static void keepOut(Map<String, String> labels, Map<String, String> annotations) {
    if (!labels.containsKey(ISTIO) && !annotations.containsKey(ISTIO)) {
      // Which of the two it goes by depends on its version.
      labels.put(ISTIO, "false");
      annotations.put(ISTIO, "false");
    }
    annotations.putIfAbsent(LINKERD, "disabled");
  }
}
