package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway has to run, given the pods that already hold its claims.
 *
 * @param pin null: wherever the scheduler likes
 * @param elsewhere claims that this place cannot have, with the holder that keeps each
 */
record Placement(@Nullable Pin pin, Map<String, Holder> elsewhere) {

  Placement {
    elsewhere = Map.copyOf(elsewhere);
  }

  /**
   * The node that holds most of the claims. A gateway that is already there is not moved, whether
   * it was sent there or not, and one whose claims nobody else holds stays where it is.
   *
   * @param claims those that can be mounted, by name
   * @param holders pods that use claims
   * @param current the pin in force; null: none
   * @param currentNode where the gateway runs; null: nowhere
   */
  static Placement of(
      Map<String, Claim> claims,
      List<Holder> holders,
      @Nullable Pin current,
      @Nullable String currentNode) {
    Map<String, Holder> holderOf = holders(claims, holders);
    Map<String, Holder> elsewhere = new HashMap<>();
    holderOf.forEach(
        (name, holder) -> {
          if (Objects.requireNonNull(claims.get(name)).singlePod()) {
            elsewhere.put(name, holder);
          }
        });
    holderOf.keySet().removeAll(elsewhere.keySet());

    Optional<String> node = mostHolding(holderOf, currentNode);
    if (node.isEmpty()) {
      boolean stays = current != null && current.node().equals(currentNode);
      return new Placement(stays ? current : null, elsewhere);
    }
    holderOf.forEach(
        (name, holder) -> {
          if (!holder.on(node.get())) {
            elsewhere.put(name, holder);
          }
        });
    return new Placement(pin(node.get(), holderOf, current, currentNode), elsewhere);
  }

  private static Map<String, Holder> holders(Map<String, Claim> claims, List<Holder> holders) {
    List<Holder> inOrder = new ArrayList<>(holders);
    inOrder.sort(
        Comparator.comparing((Holder holder) -> !holder.running())
            .thenComparing(holder -> holder.node() == null)
            .thenComparing(Holder::pod));
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

  private static Optional<String> mostHolding(
      Map<String, Holder> holderOf, @Nullable String currentNode) {
    Map<String, Integer> held = new TreeMap<>();
    holderOf
        .values()
        .forEach(holder -> held.merge(Objects.requireNonNull(holder.node()), 1, Integer::sum));
    return held.entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<String, Integer> e) -> -e.getValue())
                .thenComparing(e -> !e.getKey().equals(currentNode))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private static @Nullable Pin pin(
      String node,
      Map<String, Holder> holderOf,
      @Nullable Pin current,
      @Nullable String currentNode) {
    boolean pinnedThere = current != null && current.node().equals(node);
    boolean thereByItself = current == null && node.equals(currentNode);
    if (pinnedThere || thereByItself) {
      return current;
    }
    return holderOf.values().stream()
        .filter(holder -> holder.on(node))
        .findFirst()
        .map(holder -> new Pin(node, holder.tolerations()))
        .orElse(null);
  }
}
