package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place while claims are put into it. */
final class PlaceDraft {

  private final ClaimSites sites;
  private final PlaceNow now;
  private final List<String> claims = new ArrayList<>();
  private @Nullable String node;

  PlaceDraft(ClaimSites sites, PlaceNow now) {
    this.sites = sites;
    this.now = now;
  }

  /** Keeps of these claims what can stay together, which are the place's own. */
  void keep(List<String> own) {
    node = chosen(own);
    Stream.concat(
            own.stream().filter(claim -> sites.heldOn(claim).isPresent()),
            own.stream().filter(claim -> sites.heldOn(claim).isEmpty()))
        .filter(claim -> stays(claim) || fits(claim))
        .forEach(this::add);
  }

  /** Begins anew, with as many of these claims as one node can have. */
  void begin(List<String> candidates) {
    node = chosen(candidates);
    if (node != null && candidates.stream().anyMatch(this::fits)) {
      candidates.forEach(this::addIfItFits);
      return;
    }
    node = null;
    List<String> most = List.of();
    for (String first : candidates) {
      PlaceDraft attempt = new PlaceDraft(sites, now);
      attempt.add(first);
      candidates.stream().filter(claim -> !claim.equals(first)).forEach(attempt::addIfItFits);
      if (attempt.claims.size() > most.size()) {
        most = List.copyOf(attempt.claims);
      }
    }
    most.forEach(this::add);
  }

  /**
   * The node with most of the claims. A pod that is where one of them is held is not moved, nor one
   * whose claims no application holds; it goes where another gateway is only if it has none of them
   * mounted: two that run never follow each other.
   */
  private @Nullable String chosen(List<String> own) {
    List<Holder> holders = own.stream().flatMap(claim -> sites.holder(claim).stream()).toList();
    List<Holder> applications =
        holders.stream().filter(holder -> holder.rank() != Rank.GATEWAY).toList();
    String present = now.node();
    if (applications.isEmpty() && (holders.isEmpty() || own.stream().anyMatch(now::mounts))) {
      return present;
    }
    List<Holder> deciding = applications.isEmpty() ? holders : applications;
    boolean stays =
        own.stream().anyMatch(now.claims()::contains)
            && deciding.stream().anyMatch(holder -> holder.on(present));
    return stays ? present : mostHolding(deciding, present);
  }

  private static String mostHolding(Collection<Holder> holders, @Nullable String present) {
    Map<String, Integer> held = new TreeMap<>();
    holders.forEach(holder -> held.merge(Objects.requireNonNull(holder.node()), 1, Integer::sum));
    return held.entrySet().stream()
        .min(
            Comparator.comparing((Map.Entry<String, Integer> e) -> -e.getValue())
                .thenComparing(e -> !e.getKey().equals(present))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  /** Whether nothing speaks against leaving the claim where it is. */
  private boolean stays(String claim) {
    boolean moved = !Objects.equals(node, now.node());
    if (moved || sites.heldOn(claim).isPresent()) {
      return false;
    }
    return now.mounts(claim) || sites.unknown(claim);
  }

  /** Whether one node can have it beside those that are here, as far as is known. */
  boolean fits(String claim) {
    if (sites.free(claim)) {
      return true;
    }
    List<String> bound = claims.stream().filter(other -> !sites.free(other)).toList();
    if (bound.stream().anyMatch(sites::unknown)) {
      return false;
    }
    String wanted = node == null ? sites.heldOn(claim).orElse(null) : node;
    if (wanted != null) {
      boolean reaches =
          sites.reachable(claim, wanted)
              && (node != null || bound.stream().allMatch(one -> sites.reachable(one, wanted)));
      return reaches || (sites.heldOn(claim).isEmpty() && likeOneOf(bound, claim));
    }
    return sites.unknown(claim)
        ? bound.isEmpty()
        : sites.together(Stream.concat(bound.stream(), Stream.of(claim)).toList());
  }

  /** Whether its volume is where another one's is, which is here. */
  private boolean likeOneOf(List<String> bound, String claim) {
    return bound.stream().anyMatch(other -> sites.alike(other, claim));
  }

  void add(String claim) {
    claims.add(claim);
    if (node == null) {
      node = sites.heldOn(claim).orElse(null);
    }
  }

  private void addIfItFits(String claim) {
    if (fits(claim)) {
      add(claim);
    }
  }

  /** Whether it has claims that not every pod can have. */
  boolean bound() {
    return claims.stream().anyMatch(claim -> !sites.free(claim));
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  List<String> claims() {
    return claims;
  }

  String first() {
    return claims.getFirst();
  }

  /** Whether another claim more ends transfers that would go on without it. */
  boolean disturbed() {
    return now.runs() && Objects.equals(node, now.node());
  }

  Place finished() {
    return new Place(pin(), claims);
  }

  private @Nullable PinnedNode pin() {
    String present = now.podNode();
    PinnedNode current = now.pin();
    Optional<Holder> held =
        claims.stream().flatMap(claim -> sites.holder(claim).stream()).findFirst();
    if (held.isEmpty()) {
      return current != null && current.node().equals(present) ? current : null;
    }
    String wanted = Objects.requireNonNull(node);
    boolean pinnedThere = current != null && current.node().equals(wanted);
    boolean thereByItself = current == null && wanted.equals(present);
    return pinnedThere || thereByItself
        ? current
        : new PinnedNode(wanted, held.get().tolerations());
  }
}
