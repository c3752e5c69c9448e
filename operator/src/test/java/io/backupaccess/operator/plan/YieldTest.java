package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
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
  void a_claim_that_nobody_else_wants_is_kept() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")))).isEmpty();
    assertThat(why(Map.of("data", claim("ReadWriteOncePod")))).isEmpty();
  }

  @Test
  void an_application_on_the_same_node_shares_the_claim() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("shop", "n1"))).isEmpty();
  }

  @Test
  void an_application_on_another_node_gets_it() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("shop", "n2")))
        .containsExactly("pod shop needs claim data on node n2");
  }

  @Test
  void one_that_its_own_pod_keeps_waiting_does_not_get_it_yet() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("new", "n2"), app("old", "n1")))
        .isEmpty();
  }

  @Test
  void one_without_a_node_may_yet_come_to_this_one() {
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), app("shop", null))).isEmpty();
  }

  @Test
  void a_claim_for_one_pod_goes_to_the_application_wherever_it_is() {
    Map<String, Claim> claims = Map.of("data", claim("ReadWriteOncePod"));
    assertThat(why(claims, app("shop", null))).hasSize(1);
    assertThat(why(claims, app("shop", "n1"))).hasSize(1);
    assertThat(why(null, claims, app("shop", "n1"))).hasSize(1);
  }

  @Test
  void a_claim_that_nodes_share_is_wanted_nowhere_else() {
    assertThat(why(Map.of("data", claim("ReadWriteMany")), app("shop", "n2"))).isEmpty();
  }

  @Test
  void a_claim_that_is_being_deleted_or_gone_is_let_go_whatever_its_kind() {
    assertThat(why(Map.of("data", deleting("ReadWriteMany")), app("shop", "n1")))
        .containsExactly("claim data is being deleted");
    assertThat(why(Map.of())).containsExactly("claim data is being deleted");
  }

  @Test
  void a_pod_without_a_node_holds_nothing_that_another_node_needs() {
    assertThat(why(null, Map.of("data", claim("ReadWriteOnce")), app("shop", "n2"))).isEmpty();
  }

  @Test
  void no_gateway_makes_way_for_another_one() {
    Holder other = new Holder("data", "other", "n2", Rank.GATEWAY, List.of(), null);
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), other)).isEmpty();
    assertThat(why(Map.of("data", claim("ReadWriteOncePod")), other)).isEmpty();
    assertThat(why(Map.of("data", claim("ReadWriteOnce")), other, app("shop", "n2"))).hasSize(1);
  }
}
