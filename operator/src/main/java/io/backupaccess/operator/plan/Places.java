package io.backupaccess.operator.plan;

import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.ClusterNode;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where each claim is to be mounted: in the gateway's own pod, or in one of its readers.
 *
 * @param own the gateway's pod
 * @param readers by name
 * @param holders the pod that holds each claim which is not shareable and held
 */
record Places(Place own, SortedMap<String, Place> readers, Map<String, Holder> holders) {

  private static final int ID_LENGTH = 10;

  Places {
    readers = new TreeMap<>(readers);
    holders = Map.copyOf(holders);
  }

  /**
   * What places depend on.
   *
   * @param claims those that can be mounted, by name, in the order of the volumes
   * @param holders pods that use claims
   * @param freed the last pods that held claims which became free a moment ago: they may be back in
   *     another moment
   * @param nodes by name; none where the operator may not see them
   * @param own the gateway's own pod
   * @param readers those that there are, by name
   * @param taken names that no new reader can have
   */
  record Situation(
      SequencedMap<String, Claim> claims,
      List<Holder> holders,
      Map<String, Holder> freed,
      Map<String, ClusterNode> nodes,
      PlaceNow own,
      SortedMap<String, PlaceNow> readers,
      Set<String> taken) {}

  /** The places of what the resource says and the cluster holds. */
  static Places of(SequencedMap<String, Claim> claims, Facts facts) {
    SortedMap<String, PlaceNow> readers = new TreeMap<>();
    Set<String> taken = new HashSet<>();
    facts
        .readers()
        .byId()
        .forEach(
            (id, reader) -> {
              if (reader.state().deployment() != null) {
                readers.put(id, PlaceNow.of(reader.state()));
              }
              if (reader.exists()) {
                taken.add(id);
              }
            });
    return of(
        new Situation(
            claims,
            facts.holders(),
            facts.freed(),
            facts.nodes(),
            PlaceNow.of(facts.gateway()),
            readers,
            taken));
  }

  /**
   * Claims that one node can have share a pod, as far as that is known. Where a claim is now it
   * stays while it can, and none joins a pod that runs, unless the resource's owner has added it:
   * what happens to one place ends no transfer of another.
   */
  static Places of(Situation now) {
    ClaimSites sites = sites(now);
    Set<String> left = new LinkedHashSet<>(now.claims().keySet());
    left.removeIf(sites::refused);
    boolean single = left.stream().filter(claim -> !sites.free(claim)).count() == 1;

    PlaceDraft own = new PlaceDraft(sites, now.own());
    List<String> ownBound = bound(left, now.own(), sites);
    List<String> kept = now.own().unschedulable() && !single ? known(ownBound, sites) : ownBound;
    if (!kept.isEmpty()) {
      own.keep(kept);
      left.removeAll(own.claims());
    }
    SortedMap<String, PlaceDraft> readers = new TreeMap<>();
    now.readers()
        .forEach(
            (id, reader) -> {
              List<String> its = new ArrayList<>(bound(left, reader, sites));
              its.removeAll(ownBound);
              PlaceDraft draft = new PlaceDraft(sites, reader);
              draft.keep(reader.unschedulable() && its.size() > 1 ? known(its, sites) : its);
              if (!draft.isEmpty()) {
                readers.put(id, draft);
                left.removeAll(draft.claims());
              }
            });
    if (!own.bound()) {
      own.begin(
          left.stream()
              .filter(claim -> !sites.free(claim) && (single || !sites.unknown(claim)))
              .toList());
      left.removeAll(own.claims());
    }
    List<PlaceDraft> added = distribute(now, sites, left, own, readers);
    return new Places(own.finished(), finished(now, readers, added), shown(now, sites));
  }

  /** Of these claims the place's, but for those that any place can have. */
  private static List<String> bound(Set<String> left, PlaceNow place, ClaimSites sites) {
    return left.stream()
        .filter(claim -> place.claims().contains(claim) && !sites.free(claim))
        .toList();
  }

  /** The others may be why no node takes their pod. */
  private static List<String> known(List<String> claims, ClaimSites sites) {
    return claims.stream().filter(claim -> !sites.unknown(claim)).toList();
  }

  private static List<PlaceDraft> distribute(
      Situation now,
      ClaimSites sites,
      Set<String> left,
      PlaceDraft own,
      SortedMap<String, PlaceDraft> readers) {
    Set<String> placed = new HashSet<>(now.own().claims());
    now.readers().values().forEach(reader -> placed.addAll(reader.claims()));
    List<PlaceDraft> added = new ArrayList<>();
    for (String claim : left) {
      if (sites.free(claim)) {
        own.add(claim);
        continue;
      }
      List<PlaceDraft> there = new ArrayList<>();
      if (!sites.unknown(claim)) {
        there.add(own);
        there.addAll(readers.values());
        there.removeIf(draft -> placed.contains(claim) && draft.disturbed());
        there.addAll(added);
      }
      Optional<PlaceDraft> found = there.stream().filter(draft -> draft.fits(claim)).findFirst();
      if (found.isEmpty()) {
        PlaceDraft another = new PlaceDraft(sites, PlaceNow.NOWHERE);
        added.add(another);
        found = Optional.of(another);
      }
      found.get().add(claim);
    }
    return added;
  }

  private static ClaimSites sites(Situation now) {
    Map<String, String> mountedOn = new HashMap<>();
    List<PlaceNow> places = new ArrayList<>(now.readers().values());
    // Its word counts where several have a claim.
    places.add(now.own());
    for (PlaceNow place : places) {
      String node = place.podNode();
      for (String claim : place.claims()) {
        if (node != null && place.mounts(claim) && !shareable(now, claim)) {
          mountedOn.put(claim, node);
        }
      }
    }
    Map<String, Holder> holders = ClaimSites.holders(now.claims(), now.holders(), mountedOn);
    now.freed()
        .forEach(
            (name, holder) -> {
              Claim claim = now.claims().get(name);
              if (claim != null && !claim.shareable() && !claim.singlePod()) {
                holders.putIfAbsent(name, holder);
              }
            });
    return new ClaimSites(now.claims(), holders, mountedOn, now.nodes());
  }

  private static boolean shareable(Situation now, String name) {
    Claim claim = now.claims().get(name);
    return claim != null && claim.shareable();
  }

  private static SortedMap<String, Place> finished(
      Situation now, SortedMap<String, PlaceDraft> readers, List<PlaceDraft> added) {
    SortedMap<String, Place> finished = new TreeMap<>();
    readers.forEach((id, draft) -> finished.put(id, draft.finished()));
    for (PlaceDraft draft : added) {
      String id = id(draft.first(), 0);
      for (int i = 1; finished.containsKey(id) || now.taken().contains(id); i++) {
        id = id(draft.first(), i);
      }
      finished.put(id, draft.finished());
    }
    return finished;
  }

  /** The name of a reader that is made for this claim and maybe others. */
  private static String id(String claim, int attempt) {
    return Names.hash(attempt == 0 ? claim : claim + "/" + attempt).substring(0, ID_LENGTH);
  }

  private static Map<String, Holder> shown(Situation now, ClaimSites sites) {
    Map<String, Holder> shown = new HashMap<>(sites.holders());
    shown.values().removeIf(holder -> !now.holders().contains(holder));
    return shown;
  }

  /** The same places without readers of which nothing is served. */
  Places with(List<PlannedVolume.Served> volumes) {
    Set<String> serving = new HashSet<>();
    volumes.forEach(volume -> serving.add(String.valueOf(volume.reader())));
    SortedMap<String, Place> left = new TreeMap<>(readers);
    left.keySet().retainAll(serving);
    return new Places(own, left, holders);
  }

  /** The name of the reader that is to have the claim; empty: the gateway's own pod is, or none. */
  Optional<String> reader(String claim) {
    return readers.entrySet().stream()
        .filter(reader -> reader.getValue().claims().contains(claim))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether a pod is to have it. */
  boolean has(String claim) {
    return own.claims().contains(claim) || reader(claim).isPresent();
  }
}
