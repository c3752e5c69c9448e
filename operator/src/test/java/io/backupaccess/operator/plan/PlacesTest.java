package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.ClusterNode;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import io.backupaccess.operator.observe.NodeTerm;
import io.backupaccess.operator.observe.NodeTerm.Requirement;
import io.backupaccess.operator.observe.Reach;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final Claim ONCE = claim("ReadWriteOnce");
  private static final Claim MANY = claim("ReadWriteMany");
  private static final Claim ONE_POD = claim("ReadWriteOncePod");
  private static final Claim NETWORK = once(new Reach.Anywhere());

  private static Claim claim(String mode) {
    return new Claim("uid", true, false, Set.of(mode));
  }

  private static Claim once(Reach reach) {
    return new Claim("uid", true, false, Set.of("ReadWriteOnce"), reach);
  }

  private static Claim zonal(String zone) {
    return once(
        new Reach.Nodes(
            List.of(
                new NodeTerm(
                    List.of(new Requirement(NodeTerm.Of.LABEL, "zone", "In", List.of(zone)))))));
  }

  private static Holder holder(String claim, String pod, @Nullable String node, Rank rank) {
    return new Holder(claim, pod, node, rank, List.of(), null);
  }

  private static Holder app(String claim, String node) {
    return holder(claim, "app-" + claim, node, Rank.RUNNING);
  }

  private static GatewayPod pod(
      @Nullable String node, boolean running, @Nullable String waiting, String... claims) {
    return new GatewayPod(
        "gw",
        "u",
        "",
        node,
        null,
        List.of(),
        running,
        running,
        null,
        waiting,
        Set.of(claims),
        Set.of(),
        Map.of());
  }

  /** A place whose pod runs on a node. */
  private static PlaceNow on(String node, String... claims) {
    return new PlaceNow(Set.of(claims), null, pod(node, true, null, claims));
  }

  private static PlaceNow pinned(String node, String... claims) {
    return new PlaceNow(
        Set.of(claims), new PinnedNode(node, List.of()), pod(node, true, null, claims));
  }

  /** A place whose pod is about to start. */
  private static PlaceNow starting(@Nullable String node, String... claims) {
    return new PlaceNow(Set.of(claims), null, pod(node, false, null, claims));
  }

  /** A resource with claims of these kinds, which are named a, b and so on. */
  private static Scene with(Claim... claims) {
    return new Scene(claims);
  }

  private static final class Scene {
    private final LinkedHashMap<String, Claim> claims = new LinkedHashMap<>();
    private final Map<String, ClusterNode> nodes = new HashMap<>();
    private List<Holder> holders = List.of();
    private Map<String, Holder> freed = Map.of();
    private PlaceNow own = PlaceNow.NOWHERE;
    private final TreeMap<String, PlaceNow> readers = new TreeMap<>();

    Scene(Claim... all) {
      for (int i = 0; i < all.length; i++) {
        claims.put(String.valueOf((char) ('a' + i)), all[i]);
      }
    }

    Scene held(Holder... by) {
      holders = List.of(by);
      return this;
    }

    Scene freed(Holder by) {
      freed = Map.of(by.claimName(), by);
      return this;
    }

    Scene node(String name, String zone) {
      nodes.put(name, new ClusterNode(name, Map.of("zone", zone)));
      return this;
    }

    Scene own(PlaceNow now) {
      own = now;
      return this;
    }

    Scene reader(String id, PlaceNow now) {
      readers.put(id, now);
      return this;
    }

    Places places() {
      return Places.of(
          new Places.Situation(claims, holders, freed, nodes, own, readers, readers.keySet()));
    }

    /** The claims of the gateway's own pod, and then those of each reader. */
    List<String> groups() {
      Places places = places();
      return Stream.concat(
              Stream.of(String.join("", places.own().claims())),
              places.readers().values().stream()
                  .map(place -> String.join("", place.claims()))
                  .sorted())
          .toList();
    }

    @Nullable String pin() {
      PinnedNode pin = places().own().pin();
      return pin == null ? null : pin.node();
    }
  }

  // One claim, as ever.

  @Test
  void withoutHoldersTheSchedulerChooses() {
    assertThat(with(ONCE).groups()).containsExactly("a");
    assertThat(with(ONCE).pin()).isNull();
  }

  @Test
  void aClaimThatSeveralNodesCanMountPinsNothing() {
    var scene = with(MANY).held(app("a", "n1"));
    assertThat(scene.pin()).isNull();
    assertThat(scene.places().holders()).isEmpty();
  }

  @Test
  void aPodThatRunsHoldsBeforeOneThatIsOnlyBound() {
    var bound = holder("a", "a-new", "n2", Rank.BOUND);
    var running = holder("a", "b-old", "n1", Rank.RUNNING);
    var scene = with(ONCE).held(bound, running);
    assertThat(scene.pin()).isEqualTo("n1");
    assertThat(scene.places().holders()).containsOnly(Map.entry("a", running));
  }

  @Test
  void aPodThatTerminatesHoldsUntilItsSuccessorHasANode() {
    var old = holder("a", "a-old", "n1", Rank.TERMINATING);
    assertThat(with(ONCE).held(old).pin()).isEqualTo("n1");
    assertThat(with(ONCE).held(old, holder("a", "b", "n2", Rank.BOUND)).pin()).isEqualTo("n2");
    assertThat(with(ONCE).held(old, app("a", "n2")).pin()).isEqualTo("n2");
  }

  @Test
  void aPodThatTerminatesHasAClaimOfOnePodBeforeOneThatWaitsForIt() {
    var old = holder("a", "b-old", "n1", Rank.TERMINATING);
    var waits = holder("a", "a-new", null, Rank.UNSCHEDULED);
    assertThat(with(ONE_POD).held(waits, old).places().holders()).containsOnly(Map.entry("a", old));
  }

  @Test
  void whoWaitsForAClaimOfOnePodComesBeforeTheGateway() {
    var scene = with(ONE_POD).held(holder("a", "app", null, Rank.UNSCHEDULED)).own(on("n1", "a"));
    assertThat(scene.groups()).containsExactly("");
  }

  @Test
  void whoHasNoNodeHoldsNothing() {
    var scene = with(ONCE).held(holder("a", "app", null, Rank.UNSCHEDULED)).own(on("n1", "a"));
    assertThat(scene.places().holders()).isEmpty();
    assertThat(scene.groups()).containsExactly("a");
    assertThat(scene.pin()).isNull();
  }

  @Test
  void aGatewayThatIsThereAlreadyIsNotRolledToBeSentThere() {
    assertThat(with(ONCE).held(app("a", "n1")).own(on("n1", "a")).pin()).isNull();
  }

  @Test
  void aGatewayFollowsItsClaimToAnotherNode() {
    assertThat(with(ONCE).held(app("a", "n2")).own(pinned("n1", "a")).pin()).isEqualTo("n2");
  }

  @Test
  void aPinToANodeWhereTheGatewayDoesNotRunIsGivenUpWithItsHolder() {
    var away = new PlaceNow(Set.of("a"), new PinnedNode("n1", List.of()), null);
    assertThat(with(ONCE).own(away).pin()).isNull();
  }

  @Test
  void aClaimForASinglePodIsLeftToThePodThatHasIt() {
    var scene = with(ONE_POD).held(app("a", "n1"));
    assertThat(scene.pin()).isNull();
    assertThat(scene.places().has("a")).isFalse();
    assertThat(scene.places().holders()).containsOnlyKeys("a");
  }

  // Several nodes.

  @Test
  void theNodeWithMostClaimsHasTheGatewayAndTheOtherOneAReader() {
    var scene = with(ONCE, ONCE, ONCE).held(app("a", "n1"), app("b", "n2"), app("c", "n2"));
    assertThat(scene.groups()).containsExactly("bc", "a");
    assertThat(scene.pin()).isEqualTo("n2");
    assertThat(scene.places().readers().values())
        .singleElement()
        .extracting(place -> place.pin().node())
        .isEqualTo("n1");
  }

  @Test
  void ofTwoNodesWithAsManyClaimsTheGatewaysOwnWins() {
    var scene = with(ONCE, ONCE).held(app("a", "n1"), app("b", "n2")).own(pinned("n2", "b"));
    assertThat(scene.groups()).containsExactly("b", "a");
  }

  @Test
  void aGatewayIsNotMovedByMoreClaimsOnAnotherNode() {
    var scene =
        with(ONCE, ONCE, ONCE)
            .held(app("a", "n1"), app("b", "n2"), app("c", "n2"))
            .own(pinned("n1", "a"));
    assertThat(scene.groups()).containsExactly("a", "bc");
    assertThat(scene.pin()).isEqualTo("n1");
  }

  @Test
  void claimsThatNodesCanShareAreWithTheGateway() {
    var scene = with(ONCE, MANY, ONCE).held(app("a", "n1"), app("c", "n2"));
    assertThat(scene.groups()).containsExactly("ab", "c");
  }

  @Test
  void claimsOfTwoZonesThatNobodyUsesAreApart() {
    var scene = with(zonal("x"), zonal("y"), zonal("y"));
    assertThat(scene.groups()).containsExactly("bc", "a");
    assertThat(scene.pin()).isNull();
  }

  @Test
  void aClaimIsWithThoseOfANodeThatItsVolumeAdmits() {
    var held = app("a", "n1");
    assertThat(with(ONCE, zonal("x")).held(held).node("n1", "x").groups()).containsExactly("ab");
    assertThat(with(ONCE, zonal("x")).held(held).node("n1", "y").groups())
        .containsExactly("a", "b");
    assertThat(with(ONCE, zonal("x")).held(held).groups()).containsExactly("a", "b");
  }

  @Test
  void volumesOfOneNodeInTwoWordsAreTogetherWhereTheNodeIsSeen() {
    Claim either =
        once(
            new Reach.Nodes(
                List.of(
                    new NodeTerm(
                        List.of(
                            new Requirement(
                                NodeTerm.Of.LABEL, "zone", "In", List.of("x", "z")))))));
    assertThat(with(zonal("x"), either).node("n1", "x").groups()).containsExactly("ab");
    assertThat(with(zonal("x"), either).groups()).containsExactly("a", "b");
  }

  @Test
  void networkStorageThatNobodyUsesIsWithTheGateway() {
    assertThat(with(ONCE, NETWORK).held(app("a", "n1")).groups()).containsExactly("ab");
  }

  @Test
  void aClaimOfWhichNothingIsKnownKeepsNoOtherFromBeingServed() {
    assertThat(with(ONCE, ONCE).groups()).containsExactly("", "a", "b");
    assertThat(with(ONCE, MANY).groups()).containsExactly("ab");
    assertThat(with(ONCE, ONCE).held(app("a", "n1")).groups()).containsExactly("a", "b");
  }

  // What there is stays.

  @Test
  void claimsThatAPodHasTogetherStayTogether() {
    assertThat(with(ONCE, ONCE).own(on("n1", "a", "b")).groups()).containsExactly("ab");
    assertThat(with(ONCE, ONCE).own(starting(null, "a", "b")).groups()).containsExactly("ab");
  }

  @Test
  void claimsWithWhichNoNodeTakesAPodAreParted() {
    PlaceNow stuck =
        new PlaceNow(Set.of("a", "b"), null, pod(null, false, "Unschedulable: no", "a", "b"));
    assertThat(with(ONCE, ONCE).own(stuck).groups()).containsExactly("", "a", "b");
    assertThat(with(zonal("x"), zonal("y")).own(starting(null, "a", "b")).groups())
        .containsExactly("a", "b");
  }

  @Test
  void anApplicationWhosePodsRestartOneAfterAnotherReplacesNothing() {
    for (Rank rank : Rank.values()) {
      var scene =
          with(ONCE, ONCE, ONCE)
              .own(pinned("n1", "a"))
              .reader("r2", pinned("n2", "b"))
              .reader("r3", pinned("n3", "c"))
              .held(
                  app("a", "n1"),
                  holder("b", "b-0", rank == Rank.UNSCHEDULED ? null : "n2", rank),
                  app("c", "n3"));
      assertThat(scene.groups()).containsExactly("a", "b", "c");
      assertThat(scene.places().readers()).containsOnlyKeys("r2", "r3");
      assertThat(scene.places().readers().get("r2").pin())
          .isEqualTo(new PinnedNode("n2", List.of()));
    }
  }

  @Test
  void aClaimThatBecameFreeAMomentAgoDoesNotFollowTheGateway() {
    var scene = with(NETWORK, NETWORK).own(pinned("n1", "a", "b")).held(app("a", "n2"));
    assertThat(scene.groups()).containsExactly("ab");
    assertThat(scene.freed(app("b", "n1")).groups()).containsExactly("b", "a");
  }

  @Test
  void aReaderFollowsItsClaimAndKeepsItsName() {
    var scene =
        with(ONCE, ONCE)
            .own(pinned("n1", "a"))
            .reader("r2", pinned("n2", "b"))
            .held(app("a", "n1"), app("b", "n3"));
    assertThat(scene.places().readers()).containsOnlyKeys("r2");
    assertThat(scene.places().readers().get("r2").pin()).isEqualTo(new PinnedNode("n3", List.of()));
  }

  @Test
  void aClaimThatMovesToTheNodeOfAnotherReaderDoesNotDisturbThat() {
    var scene =
        with(ONCE, ONCE, ONCE, ONCE)
            .own(pinned("n1", "a"))
            .reader("r2", pinned("n2", "b", "c"))
            .reader("r3", pinned("n3", "d"))
            .held(app("a", "n1"), app("b", "n2"), app("c", "n3"), app("d", "n3"));
    assertThat(scene.groups()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aClaimThatIsAddedJoinsThoseOfItsNode() {
    var scene =
        with(ONCE, ONCE, ONCE)
            .own(pinned("n1", "a"))
            .reader("r2", pinned("n2", "b"))
            .held(app("a", "n1"), app("b", "n2"), app("c", "n2"));
    assertThat(scene.groups()).containsExactly("a", "bc");
    assertThat(scene.places().readers()).containsOnlyKeys("r2");
  }

  @Test
  void aReaderWithoutClaimsIsNotPlanned() {
    assertThat(with(ONCE).own(on("n1", "a")).reader("r2", on("n2", "gone")).groups())
        .containsExactly("a");
  }

  @Test
  void aNewReaderHasTheNameOfNoOther() {
    var first = with(ONCE, ONCE).held(app("a", "n1"), app("b", "n2")).places();
    String id = first.readers().firstKey();
    var scene =
        with(ONCE, ONCE)
            .own(pinned("n1", "a"))
            .reader(id, on("n3", "gone"))
            .held(app("a", "n1"), app("b", "n2"));
    assertThat(scene.places().readers()).hasSize(1).doesNotContainKey(id);
  }

  @Test
  void manyClaimsOnAFewNodesHaveAsManyPods() {
    Claim[] claims = new Claim[26];
    Arrays.fill(claims, ONCE);
    Holder[] holders = new Holder[26];
    for (int i = 0; i < 26; i++) {
      holders[i] = app(String.valueOf((char) ('a' + i)), "n" + i % 5);
    }
    assertThat(with(claims).held(holders).groups())
        .containsExactly("afkpuz", "bglqv", "chmrw", "dinsx", "ejoty");
  }

  // Gateways of other resources.

  @Test
  void aGatewayThatDoesNotRunYetGoesWhereAnotherOneHasTheClaim() {
    var other = holder("a", "other", "n1", Rank.GATEWAY);
    assertThat(with(ONCE).held(other).pin()).isEqualTo("n1");
    assertThat(with(ONCE).held(other).own(starting("n2", "a")).pin()).isEqualTo("n1");
  }

  @Test
  void aGatewayThatRunsDoesNotMoveForAnotherOne() {
    var scene = with(ONCE).held(holder("a", "other", "n2", Rank.GATEWAY)).own(pinned("n1", "a"));
    assertThat(scene.pin()).isEqualTo("n1");
    assertThat(scene.places().holders()).isEmpty();
    assertThat(scene.groups()).containsExactly("a");
  }

  @Test
  void aClaimThatIsAddedIsWhereAnotherGatewayHasIt() {
    var there = holder("b", "other", "n2", Rank.GATEWAY);
    assertThat(with(ONCE, ONCE).held(there).own(on("n1", "a")).groups()).containsExactly("a", "b");
    assertThat(with(ONCE, ONCE).held(there).own(on("n1", "a")).pin()).isNull();
    var here = holder("b", "other", "n1", Rank.GATEWAY);
    assertThat(with(ONCE, ONCE).held(here).own(on("n1", "a")).groups()).containsExactly("ab");
  }

  @Test
  void applicationsDecideBeforeOtherGateways() {
    var scene =
        with(ONCE, ONCE, ONCE)
            .held(
                holder("a", "app", "n2", Rank.TERMINATING),
                holder("b", "other", "n1", Rank.GATEWAY),
                holder("c", "other", "n1", Rank.GATEWAY));
    assertThat(scene.pin()).isEqualTo("n2");
    assertThat(scene.groups()).containsExactly("a", "bc");
  }

  @Test
  void aClaimForASinglePodIsLeftToTheGatewayThatHasIt() {
    var scene = with(ONE_POD).held(holder("a", "other", "n1", Rank.GATEWAY));
    assertThat(scene.groups()).containsExactly("");
    assertThat(scene.own(on("n1", "a")).groups()).containsExactly("a");
  }
}
