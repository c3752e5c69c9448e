package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import io.backupaccess.operator.observe.PullReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YieldTest {

  private static Claim claim(String mode) {
    return new Claim("uid", true, false, Set.of(mode));
  }

  private static Claim deleting(String mode) {
    return new Claim("uid", true, true, Set.of(mode));
  }

  private static Holder app(String pod, @Nullable String node) {
    return new Holder(
        "data", pod, node, node == null ? Rank.UNSCHEDULED : Rank.BOUND, List.of(), null);
  }

  /** Why a gateway's pod on node n1 that mounts the claim has to go. */
  private static List<String> why(Map<String, Claim> claims, Holder... holders) {
    return why("n1", claims, holders);
  }

  private static List<String> why(
      @Nullable String node, Map<String, Claim> claims, Holder... holders) {
    var gateway =
        new GatewayPod(
            "gw",
            "u",
            "",
            node,
            null,
            List.of(),
            true,
            true,
            null,
            null,
            Set.of("data"),
            Set.of(),
            Map.of());
    return Yield.of(claims, List.of(holders), List.of(gateway)).stream().map(Yield::why).toList();
  }

  @Test
  void aClaimThatNobodyElseWantsIsKept() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")))).isEmpty();
    assertThat(why(Map.of("data", claim("ReadWriteOncePod")))).isEmpty();
  }

  @Test
  void anApplicationOnTheSameNodeSharesTheClaim() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("shop", "n1"))).isEmpty();
  }

  @Test
  void anApplicationOnAnotherNodeGetsIt() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("shop", "n2")))
        .containsExactly("pod shop needs claim data on node n2");
  }

  @Test
  void oneThatItsOwnPodKeepsWaitingDoesNotGetItYet() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("new", "n2"), app("old", "n1")))
        .isEmpty();
  }

  @Test
  void oneWithoutANodeMayYetComeToThisOne() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("shop", null))).isEmpty();
  }

  @Test
  void aClaimForOnePodGoesToTheApplicationWhereverItIs() {
    Map<String, Claim> claims = Map.of("data", claim("ReadWriteOncePod"));
    assertThat(why(claims, app("shop", null))).hasSize(1);
    assertThat(why(claims, app("shop", "n1"))).hasSize(1);
    assertThat(why(null, claims, app("shop", "n1"))).hasSize(1);
  }

  @Test
  void aClaimThatNodesShareIsWantedNowhereElse() {
    assertThat(why(Map.of("data", claim("ReadWriteMany")), app("shop", "n2"))).isEmpty();
  }

  @Test
  void aClaimThatIsBeingDeletedOrGoneIsLetGoWhateverItsKind() {
    assertThat(why(Map.of("data", deleting("ReadWriteMany")), app("shop", "n1")))
        .containsExactly("claim data is being deleted");
    assertThat(why(Map.of())).containsExactly("claim data is being deleted");
  }

  @Test
  void aPodWithoutANodeHoldsNothingThatAnotherNodeNeeds() {
    assertThat(why(null, Map.of("data", claim("ReadWriteOnce")), app("shop", "n2"))).isEmpty();
  }

  @Test
  void noGatewayMakesWayForAnotherOne() {
    Holder other = new Holder("data", "other", "n2", Rank.GATEWAY, List.of(), null);
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), other)).isEmpty();
    assertThat(why(Map.of("data", claim("ReadWriteOncePod")), other)).isEmpty();
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), other, app("shop", "n2"))).hasSize(1);
  }

  /** A yield that was announced and then not needed has shut the pod's doors for good. */
  @Test
  void aPodThatTakesNoClientsAnyMoreGoesOnceItsTransfersHaveEnded() {
    assertThat(ended(true, 0, null))
        .containsExactly("it has ended its transfers and takes no clients");
    assertThat(ended(true, 1, null)).as("one transfer goes on").isEmpty();
    assertThat(ended(false, 0, null)).as("it serves").isEmpty();
    assertThat(ended(true, 0, new GatewayPod.End(Instant.EPOCH, Duration.ofMinutes(10))))
        .as("it is on its way out")
        .isEmpty();
  }

  private static List<String> ended(boolean draining, int sessions, GatewayPod.@Nullable End end) {
    GatewayPod pod =
        new GatewayPod(
            "gw", "u", "", "n1", null, List.of(), true, false, end, null, Set.of(), Set.of(),
            Map.of());
    GatewayStatus report =
        new GatewayStatus(
            "0".repeat(64),
            List.of(),
            List.of(),
            new GatewayStatus.ConfinementStatus(7, List.of(), null),
            sessions,
            List.of(),
            draining,
            GatewayStatus.Clients.NONE,
            List.of(),
            1,
            0,
            null);
    return Yield.ended(
            new GatewayState(
                null, List.of(pod), null, report, List.of(), PullReport.NOTHING, false))
        .stream()
        .map(Yield::why)
        .toList();
  }
}
