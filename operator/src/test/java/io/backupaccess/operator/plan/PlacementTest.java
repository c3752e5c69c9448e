package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {

  private static final Claim ONCE = claim("ReadWriteOnce");
  private static final Claim MANY = claim("ReadWriteMany");

  private static Claim claim(String mode) {
    return new Claim("uid", true, false, Set.of(mode));
  }

  private static Holder holder(String claim, String pod, String node, Rank rank) {
    return new Holder(claim, pod, node, rank, List.of(), null);
  }

  /** Where a gateway goes that is nowhere yet. */
  private static String node(Holder... holders) {
    return Placement.of(Map.of("a", ONCE), List.of(holders), null, null).pin().node();
  }

  private static GatewayPod running(String node, String... claims) {
    return gateway(node, true, Set.of(claims));
  }

  private static GatewayPod starting(String node) {
    return gateway(node, false, Set.of("a"));
  }

  private static GatewayPod gateway(String node, boolean running, Set<String> claims) {
    return new GatewayPod(
        "gw", "u", "", node, null, List.of(), running, running, null, null, claims, Set.of(),
        Map.of());
  }

  private static PinnedNode pin(String node) {
    return new PinnedNode(node, List.of());
  }

  @Test
  void withoutHoldersTheSchedulerChooses() {
    var placement = Placement.of(Map.of("a", ONCE), List.of(), null, null);
    assertThat(placement.pin()).isNull();
    assertThat(placement.elsewhere()).isEmpty();
  }

  @Test
  void aClaimThatSeveralNodesCanMountPinsNothing() {
    var holders = List.of(holder("a", "app", "n1", Rank.RUNNING));
    var placement = Placement.of(Map.of("a", MANY), holders, null, null);
    assertThat(placement.pin()).isNull();
    assertThat(placement.holders()).isEmpty();
  }

  @Test
  void aPodThatRunsHoldsBeforeOneThatIsOnlyBound() {
    var holders =
        List.of(holder("a", "a-new", "n2", Rank.BOUND), holder("a", "b-old", "n1", Rank.RUNNING));
    var placement = Placement.of(Map.of("a", ONCE), holders, null, null);
    assertThat(placement.pin()).isEqualTo(pin("n1"));
    assertThat(placement.holders()).containsOnly(Map.entry("a", holders.get(1)));
  }

  @Test
  void aPodThatTerminatesHoldsUntilItsSuccessorHasANode() {
    var old = holder("a", "a-old", "n1", Rank.TERMINATING);
    assertThat(node(old)).isEqualTo("n1");
    assertThat(node(old, holder("a", "b-new", "n2", Rank.BOUND))).isEqualTo("n2");
    assertThat(node(old, holder("a", "b-new", "n2", Rank.RUNNING))).isEqualTo("n2");
  }

  @Test
  void aPodThatTerminatesHasAClaimOfOnePodBeforeOneThatWaitsForIt() {
    var old = holder("a", "b-old", "n1", Rank.TERMINATING);
    var waits = new Holder("a", "a-new", null, Rank.UNSCHEDULED, List.of(), null);
    var placement =
        Placement.of(Map.of("a", claim("ReadWriteOncePod")), List.of(waits, old), null, null);
    assertThat(placement.holders()).containsOnly(Map.entry("a", old));
  }

  @Test
  void whoWaitsForAClaimOfOnePodComesBeforeTheGateway() {
    var holders = List.of(new Holder("a", "app", null, Rank.UNSCHEDULED, List.of(), null));
    var placement =
        Placement.of(Map.of("a", claim("ReadWriteOncePod")), holders, null, running("n1"));
    assertThat(placement.elsewhere()).containsExactly("a");
  }

  @Test
  void whoHasNoNodeHoldsNothing() {
    var holders = List.of(new Holder("a", "app", null, Rank.UNSCHEDULED, List.of(), null));
    var placement = Placement.of(Map.of("a", ONCE), holders, null, running("n1"));
    assertThat(placement.holders()).isEmpty();
    assertThat(placement.pin()).isNull();
  }

  @Test
  void theNodeWithMostClaimsWinsAndTheOthersAreNamed() {
    var claims = Map.of("a", ONCE, "b", ONCE, "c", ONCE);
    var holders =
        List.of(
            holder("a", "pa", "n1", Rank.RUNNING),
            holder("b", "pb", "n2", Rank.RUNNING),
            holder("c", "pc", "n2", Rank.RUNNING));
    var placement = Placement.of(claims, holders, null, null);
    assertThat(placement.pin()).isEqualTo(pin("n2"));
    assertThat(placement.holders()).containsOnlyKeys("a", "b", "c");
    assertThat(placement.elsewhere()).containsExactly("a");
  }

  @Test
  void ofTwoNodesWithAsManyClaimsTheGatewaysOwnWins() {
    var claims = Map.of("a", ONCE, "b", ONCE);
    var holders =
        List.of(holder("a", "pa", "n1", Rank.RUNNING), holder("b", "pb", "n2", Rank.RUNNING));
    assertThat(Placement.of(claims, holders, pin("n2"), running("n2")).elsewhere())
        .containsExactly("a");
  }

  @Test
  void aGatewayThatIsThereAlreadyIsNotRolledToBeSentThere() {
    var holders = List.of(holder("a", "app", "n1", Rank.RUNNING));
    assertThat(Placement.of(Map.of("a", ONCE), holders, null, running("n1")).pin()).isNull();
  }

  @Test
  void aGatewayFollowsItsClaimToAnotherNode() {
    var holders = List.of(holder("a", "app", "n2", Rank.RUNNING));
    assertThat(Placement.of(Map.of("a", ONCE), holders, pin("n1"), running("n1")).pin())
        .isEqualTo(pin("n2"));
  }

  @Test
  void aPinToANodeWhereTheGatewayDoesNotRunIsGivenUpWithItsHolder() {
    assertThat(Placement.of(Map.of("a", ONCE), List.of(), pin("n1"), null).pin()).isNull();
  }

  @Test
  void aClaimForASinglePodIsLeftToThePodThatHasIt() {
    var holders = List.of(holder("a", "app", "n1", Rank.RUNNING));
    var placement = Placement.of(Map.of("a", claim("ReadWriteOncePod")), holders, null, null);
    assertThat(placement.pin()).isNull();
    assertThat(placement.holders()).containsOnlyKeys("a");
    assertThat(placement.elsewhere()).containsExactly("a");
  }

  @Test
  void aGatewayThatDoesNotRunYetGoesWhereAnotherOneHasTheClaim() {
    var holders = List.of(holder("a", "other", "n1", Rank.GATEWAY));
    assertThat(node(holders.getFirst())).isEqualTo("n1");
    assertThat(Placement.of(Map.of("a", ONCE), holders, null, starting("n2")).pin())
        .isEqualTo(pin("n1"));
  }

  @Test
  void aGatewayThatRunsDoesNotMoveForAnotherOne() {
    var holders = List.of(holder("a", "other", "n2", Rank.GATEWAY));
    var placement = Placement.of(Map.of("a", ONCE), holders, pin("n1"), running("n1", "a"));
    assertThat(placement.pin()).isEqualTo(pin("n1"));
    assertThat(placement.holders()).isEmpty();
    assertThat(placement.elsewhere()).isEmpty();
  }

  @Test
  void aClaimThatItIsToHaveBesidesIsAnotherGatewaysOnAnotherNodeOnly() {
    var claims = Map.of("a", ONCE, "b", ONCE);
    var gateway = running("n1", "a");
    var there = List.of(holder("b", "other", "n2", Rank.GATEWAY));
    assertThat(Placement.of(claims, there, null, gateway).elsewhere()).containsExactly("b");
    assertThat(Placement.of(claims, there, null, gateway).pin()).isNull();
    var here = List.of(holder("b", "other", "n1", Rank.GATEWAY));
    assertThat(Placement.of(claims, here, null, gateway).elsewhere()).isEmpty();
  }

  @Test
  void applicationsDecideBeforeOtherGateways() {
    var claims = Map.of("a", ONCE, "b", ONCE, "c", ONCE);
    var holders =
        List.of(
            holder("a", "app", "n2", Rank.TERMINATING),
            holder("b", "other", "n1", Rank.GATEWAY),
            holder("c", "other", "n1", Rank.GATEWAY));
    var placement = Placement.of(claims, holders, null, null);
    assertThat(placement.pin()).isEqualTo(pin("n2"));
    assertThat(placement.elsewhere()).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void aClaimForASinglePodIsLeftToTheGatewayThatHasIt() {
    var claims = Map.of("a", claim("ReadWriteOncePod"));
    var holders = List.of(holder("a", "other", "n1", Rank.GATEWAY));
    assertThat(Placement.of(claims, holders, null, null).elsewhere()).containsExactly("a");
    assertThat(Placement.of(claims, holders, null, running("n1", "a")).elsewhere()).isEmpty();
  }
}
