package io.backupaccess.operator;

import java.util.List;

/**
 * What the operator needs to be allowed, and nothing besides. What it cannot do without can be
 * granted by a Role in each watched namespace, or by a ClusterRole. The integration tests run the
 * operator with exactly these rules, and the chart's tests compare its roles with them.
 */
public final class Permissions {

  /**
   * Verbs on one resource.
   *
   * @param apiGroup empty: the core group
   * @param resource plural, with the subresource after a slash
   */
  public record Rule(String apiGroup, String resource, List<String> verbs) {
    public Rule {
      verbs = List.copyOf(verbs);
    }
  }

  private static final List<String> WATCH = List.of("list", "watch");
  // Server-side apply creates and patches; one read before it makes sure that a name is free.
  private static final List<String> APPLY = List.of("get", "list", "watch", "create", "patch");
  // Of readers, too, which go when they have no claims any more. Their Secrets go with others.
  private static final List<String> APPLY_AND_DELETE =
      List.of("get", "list", "watch", "create", "patch", "delete");

  /** In each watched namespace. */
  public static final List<Rule> RULES =
      List.of(
          new Rule("backupaccess.io", "backupaccesses", WATCH),
          new Rule("backupaccess.io", "backupaccesses/status", List.of("patch")),
          new Rule("", "persistentvolumeclaims", WATCH),
          // The patch is of annotations: it makes the kubelet refresh a changed configuration. A
          // gateway's pod that does not take it is deleted.
          new Rule("", "pods", List.of("list", "watch", "patch", "delete")),
          // Listed and watched by label only. No patch: identities are made, never changed.
          new Rule("", "secrets", List.of("get", "list", "watch", "create")),
          // A Role grants this for its own namespace.
          new Rule("", "namespaces", List.of("get")),
          new Rule("", "configmaps", APPLY_AND_DELETE),
          new Rule("", "services", APPLY),
          new Rule("apps", "deployments", APPLY_AND_DELETE),
          new Rule("networking.k8s.io", "networkpolicies", APPLY_AND_DELETE),
          // Listed where a pod or an address does not come, to say why.
          new Rule("events.k8s.io", "events", List.of("create", "get", "list", "patch")));

  /** Of the cluster as a whole, where it may be granted: the operator goes without, too. */
  public static final List<Rule> CLUSTER_RULES =
      List.of(new Rule("", "nodes", WATCH), new Rule("", "persistentvolumes", WATCH));

  /** In the operator's own namespace, where several of it stand by for each other. */
  public static final List<Rule> LEASE_RULES =
      List.of(new Rule("coordination.k8s.io", "leases", List.of("create", "get", "patch")));

  private Permissions() {}
}
