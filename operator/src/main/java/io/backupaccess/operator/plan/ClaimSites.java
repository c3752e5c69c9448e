package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.ClusterNode;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import io.backupaccess.operator.observe.Reach;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of where each claim can be mounted.
 *
 * @param claims that can be mounted, by name
 * @param holders the pod that holds each claim which is not shareable and held, or was until a
 *     moment ago
 * @param mountedOn the node of our own pod that has the claim
 * @param nodes by name; none where nobody may see them
 */
record ClaimSites(
    Map<String, Claim> claims,
    Map<String, Holder> holders,
    Map<String, String> mountedOn,
    Map<String, ClusterNode> nodes) {

  /**
   * The pods that count.
   *
   * @param all that use claims
   * @param mountedOn what our pods have mounted, no other gateway keeps from them
   */
  static Map<String, Holder> holders(
      Map<String, Claim> claims, List<Holder> all, Map<String, String> mountedOn) {
    List<Holder> inOrder = new ArrayList<>(all);
    inOrder.removeIf(
        holder -> holder.rank() == Rank.GATEWAY && mountedOn.containsKey(holder.claimName()));
    inOrder.sort(Comparator.comparing(Holder::rank).thenComparing(Holder::pod));
    Map<String, Holder> first = new TreeMap<>();
    for (Holder holder : inOrder) {
      Claim claim = claims.get(holder.claimName());
      // Who has no node yet holds nothing, but no pod may have a ReadWriteOncePod claim before it.
      if (claim != null && !claim.shareable() && (holder.node() != null || claim.singlePod())) {
        first.putIfAbsent(holder.claimName(), holder);
      }
    }
    return first;
  }

  private Claim claim(String name) {
    return Objects.requireNonNull(claims.get(name));
  }

  Reach reach(String name) {
    return claim(name).reach();
  }

  /** Whether it goes wherever a pod goes. */
  boolean free(String name) {
    return claim(name).shareable() && !(reach(name) instanceof Reach.Nodes);
  }

  /** Whether it is a pod's alone that is not ours. */
  boolean refused(String name) {
    return claim(name).singlePod() && holders.containsKey(name);
  }

  Optional<Holder> holder(String name) {
    return Optional.ofNullable(holders.get(name)).filter(holder -> holder.node() != null);
  }

  Optional<String> heldOn(String name) {
    return holder(name).map(Holder::node);
  }

  /** Whether nothing says which node can have it. */
  boolean unknown(String name) {
    return !free(name)
        && reach(name) instanceof Reach.Unknown
        && heldOn(name).isEmpty()
        && !mountedOn.containsKey(name);
  }

  /** Whether that node can have it, as far as is known. */
  boolean reachable(String name, String node) {
    return free(name)
        || heldOn(name)
            .map(node::equals)
            .orElseGet(
                () ->
                    switch (reach(name)) {
                      case Reach.Anywhere anywhere -> true;
                      case Reach.Nodes some ->
                          some.admits(nodes.getOrDefault(node, ClusterNode.unseen(node)));
                      case Reach.Unknown unknown -> node.equals(mountedOn.get(name));
                    });
  }

  /** Whether what their volumes say is the same, and is known. */
  boolean alike(String one, String other) {
    return reach(one) instanceof Reach.Nodes && reach(one).equals(reach(other));
  }

  /** Whether one node can have all of them, although nothing says which. */
  boolean together(List<String> names) {
    List<Reach> limited =
        names.stream().map(this::reach).filter(Reach.Nodes.class::isInstance).distinct().toList();
    return limited.size() < 2
        || nodes.values().stream()
            .anyMatch(
                node ->
                    limited.stream()
                        .allMatch(reach -> reach instanceof Reach.Nodes some && some.admits(node)));
  }
}
