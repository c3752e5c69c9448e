package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.observe.GatewaysView.Heard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of the journals of pods, and for how long. */
class PullReaderTest {

  private static final String JOURNAL = "a".repeat(32);
  private static final List<JournalStatus> KEPT = List.of(new JournalStatus("p", JOURNAL, 0L, 0L));

  private final Map<String, PullPage> pages = new HashMap<>();
  private final Map<String, Heard> last = new HashMap<>();
  private Instant now = Instant.parse("2026-11-26T18:00:00Z");
  private final InstantSource time = () -> now;

  private final PullReader reader = new PullReader(time.withZone(ZoneOffset.UTC));

  /** Those of whom there are pages answer now; others have answered before, or never. */
  private PullReport read(GatewayPod... pods) {
    Map<String, Heard> heard = new HashMap<>();
    for (GatewayPod pod : pods) {
      PullPage page = pages.get(pod.name());
      if (page != null) {
        last.put(pod.name(), new Heard(null, page, now, true));
      }
      if (pod.running()) {
        heard.put(pod.uid(), last.getOrDefault(pod.name(), new Heard(null, null, null, true)));
      }
    }
    return reader.read(List.of(pods), heard, KEPT);
  }

  private static GatewayPod pod(String name, boolean running, GatewayPod.@Nullable End end) {
    return new GatewayPod(
        name,
        name,
        "",
        "n",
        "10.0.0.1",
        List.of(),
        running,
        running,
        end,
        null,
        Set.of(),
        Set.of(),
        Map.of());
  }

  private static PullPage page(int running) {
    return new PullPage(JOURNAL, 0, 0, running, List.of());
  }

  @Test
  void aPodThatDrainsIsAskedLikeTheOneThatServes() {
    pages.put("p", page(1));
    pages.put("next", new PullPage("b".repeat(32), 0, 0, 0, List.of()));
    var end = new GatewayPod.End(now.plusSeconds(600), Duration.ofMinutes(10));
    PullReport report = read(pod("next", true, null), pod("p", true, end));
    assertThat(report.told()).hasSize(2);
    assertThat(report.ending()).isTrue();
    assertThat(report.silent()).isFalse();
  }

  @Test
  void aPodIsSilentOnceItHasToldNothingForTwoMinutes() {
    pages.put("p", page(0));
    assertThat(read(pod("p", true, null)).silent()).isFalse();
    pages.clear();
    now = now.plusSeconds(100);
    assertThat(read(pod("p", true, null)).silent()).isFalse();
    now = now.plusSeconds(100);
    assertThat(read(pod("p", true, null)).silent()).isTrue();
  }

  @Test
  void oneThatHasNeverToldAnythingIsSilentAndOneThatDoesNotRunIsNot() {
    assertThat(read(pod("p", true, null)).silent()).isTrue();
    assertThat(read(pod("p", false, null)).silent()).isFalse();
    assertThat(read().silent()).isFalse();
  }

  @Test
  void aJournalIsKnownToItsEndForTwoMinutes() {
    pages.put("p", page(0));
    assertThat(read(pod("p", true, null)).readToTheEnd()).containsExactly(JOURNAL);
    now = now.plusSeconds(100);
    assertThat(read().readToTheEnd()).containsExactly(JOURNAL);
    now = now.plusSeconds(100);
    assertThat(read().readToTheEnd()).isEmpty();
  }

  @Test
  void aTransferThatRunsWillLeaveARecordSoThatIsNotTheEnd() {
    pages.put("p", page(0));
    read(pod("p", true, null));
    pages.put("p", page(1));
    assertThat(read(pod("p", true, null)).readToTheEnd()).isEmpty();
  }
}
