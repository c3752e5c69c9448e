package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormerHoldersTest {

  private static final Map<String, Claim> CLAIMS =
      Map.of("data", new Claim("uid", true, false, Set.of("ReadWriteOnce")));

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final FormerHolders former =
      new FormerHolders(((InstantSource) () -> now).withZone(ZoneOffset.UTC));

  private Set<String> hopeless = Set.of();

  private static Holder holder(String node, Holder.Rank rank) {
    return new Holder("data", "app", node, rank, List.of(), null);
  }

  private Map<String, Holder> after(Duration time, Holder... holders) {
    now = now.plus(time);
    return former.of(CLAIMS, List.of(holders), hopeless);
  }

  @Test
  void aClaimThatBecameFreeIsHeldForTwoMinutesMore() {
    Holder app = holder("n1", Holder.Rank.RUNNING);
    assertThat(after(Duration.ZERO, app)).isEmpty();
    // Nobody looked for an hour: it was held all that time.
    assertThat(after(Duration.ofHours(1))).containsEntry("data", app);
    assertThat(after(Duration.ofSeconds(119))).containsEntry("data", app);
    assertThat(after(Duration.ofSeconds(1))).isEmpty();
    assertThat(after(Duration.ZERO)).isEmpty();
  }

  @Test
  void whoHasNoNodeYetAndAnotherGatewayHoldNothing() {
    Holder app = holder("n1", Holder.Rank.RUNNING);
    after(Duration.ZERO, app);
    assertThat(after(Duration.ZERO, holder(null, Holder.Rank.UNSCHEDULED)))
        .containsEntry("data", app);
    assertThat(after(Duration.ZERO, holder("n2", Holder.Rank.GATEWAY))).containsEntry("data", app);
    assertThat(after(Duration.ZERO, holder("n2", Holder.Rank.BOUND))).isEmpty();
  }

  /** As where a node is drained. */
  @Test
  void aClaimThatCannotBeHadWhereItWasIsFreeForGood() {
    after(Duration.ZERO, holder("n1", Holder.Rank.RUNNING));
    hopeless = Set.of("data");
    assertThat(after(Duration.ofSeconds(1))).isEmpty();
    hopeless = Set.of();
    assertThat(after(Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void nothingIsKnownOfAClaimThatNobodyWasSeenToHold() {
    assertThat(after(Duration.ZERO)).isEmpty();
  }
}
