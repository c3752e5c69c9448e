package io.backupaccess.operator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.Refusal;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static GatewayCounters sent(String process, long bytes) {
    return new GatewayCounters(process, bytes, 0, 0, Map.of("key", bytes), 0, 0);
  }

  @Test
  void aPodIsCountedFromItsBeginning() {
    Tally tally = new Tally(Set.of());
    tally.add("pod", sent("a", 100));
    tally.add("pod", sent("a", 150));
    assertThat(tally.counted().bytesSent()).isEqualTo(150);
    assertThat(tally.counted().refusals()).containsEntry(Refusal.KEY, 150L);
  }

  @Test
  void ofAPodThatWasThereBeforeOnlyWhatComesIsCounted() {
    Tally tally = new Tally(Set.of("pod"));
    tally.add("pod", sent("a", 100));
    tally.add("pod", sent("a", 150));
    assertThat(tally.counted().bytesSent()).isEqualTo(50);
  }

  @Test
  void anotherProcessOrPodGoesOnWhereTheFormerEnded() {
    Tally tally = new Tally(Set.of("pod"));
    tally.add("pod", sent("a", 100));
    tally.add("pod", sent("b", 7));
    tally.retain(Set.of("other"));
    tally.add("other", sent("c", 30));
    assertThat(tally.counted().bytesSent()).isEqualTo(37);
  }

  @Test
  void noGatewayCanMakeACounterGoBackOrOver() {
    Tally tally = new Tally(Set.of());
    tally.add("pod", sent("a", 100));
    tally.add("pod", sent("a", 0));
    assertThat(tally.counted().bytesSent()).isEqualTo(100);
    for (int i = 0; i < 3000; i++) {
      tally.add("pod", sent("process " + i, 1L << 53));
      assertThat(tally.counted().bytesSent()).isPositive();
    }
  }
}
