package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway has to run, given the pods that already hold its claims.
 *
 * @param pin null: wherever the scheduler likes
 * @param holders the pod that holds each claim which is not shareable and held
 * @param elsewhere those of them that this place cannot have
 */
record Placement(@Nullable PinnedNode pin, Map<String, Holder> holders, Set<String> elsewhere) {

  Placement {
    holders = Map.copyOf(holders);
    elsewhere = Set.copyOf(elsewhere);
  }

  /**
   * The node that holds most of the claims. A gateway that is already there is not moved, whether
   * it was sent there or not, and one whose claims nobody else holds stays where it is. It goes
   * where another gateway is only if no application decides and it has none of the claims mounted:
   * two that run never follow each other.
   *
   * @param claims those that can be mounted, by name
   * @param holders pods that use claims
   * @param current the pin in force; null: none
   * @param gateway the newest of its pods that is to stay; null: none
   */
  static Placement of(
      Map<String, Claim> claims,
      List<Holder> holders,
      @Nullable PinnedNode current,
      @Nullable GatewayPod gateway) {
    String currentNode = gateway == null ? null : gateway.node();
    Set<String> mounted = mounted(claims, gateway);
    Map<String, Holder> holderOf = holders(claims, holders, mounted);
    Map<String, Holder> here = new TreeMap<>(holderOf);
    here.keySet().removeIf(name -> Objects.requireNonNull(claims.get(name)).singlePod());

    Optional<String> node = node(here.values(), mounted, currentNode);
    if (node.isEmpty()) {
      boolean stays = current != null && current.node().equals(currentNode);
      return new Placement(stays ? current : null, holderOf, holderOf.keySet());
    }
    here.values().removeIf(holder -> !holder.on(node.get()));
    Set<String> elsewhere = new HashSet<>(holderOf.keySet());
    elsewhere.removeAll(here.keySet());
    return new Placement(pin(node.get(), here, current, currentNode), holderOf, elsewhere);
  }

  /** The claims that nodes cannot share and the gateway has. */
  private static Set<String> mounted(Map<String, Claim> claims, @Nullable GatewayPod gateway) {
    Set<String> mounted = new HashSet<>();
    if (gateway != null && gateway.running()) {
      mounted.addAll(gateway.claims());
      mounted.removeIf(name -> !claims.containsKey(name) || claims.get(name).shareable());
    }
    return mounted;
  }

  private static Map<String, Holder> holders(
      Map<String, Claim> claims, List<Holder> holders, Set<String> mounted) {
    List<Holder> inOrder = new ArrayList<>(holders);
    // What it has mounted, no other gateway keeps from it.
    inOrder.removeIf(
        holder -> holder.rank() == Rank.GATEWAY && mounted.contains(holder.claimName()));
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

  private static Optional<String> node(
      Collection<Holder> holders, Set<String> mounted, @Nullable String currentNode) {
    List<Holder> applications =
        holders.stream().filter(holder -> holder.rank() != Rank.GATEWAY).toList();
    if (!applications.isEmpty()) {
      return mostHolding(applications, currentNode);
    }
    return mounted.isEmpty() || holders.isEmpty()
        ? mostHolding(holders, currentNode)
        : Optional.ofNullable(currentNode);
  }

  private static Optional<String> mostHolding(
      Collection<Holder> holders, @Nullable String currentNode) {
    Map<String, Integer> held = new TreeMap<>();
    holders.forEach(holder -> held.merge(Objects.requireNonNull(holder.node()), 1, Integer::sum));
    return held.entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<String, Integer> e) -> -e.getValue())
                .thenComparing(e -> !e.getKey().equals(currentNode))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private static @Nullable PinnedNode pin(
      String node,
      Map<String, Holder> here,
      @Nullable PinnedNode current,
      @Nullable String currentNode) {
    boolean pinnedThere = current != null && current.node().equals(node);
    boolean thereByItself = current == null && node.equals(currentNode);
    if (pinnedThere || thereByItself) {
      return current;
    }
    return here.values().stream()
        .findFirst()
        .map(holder -> new PinnedNode(node, holder.tolerations()))
        .orElse(null);
  }
}
