package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.ssh.KeyConnections.Slot;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class KeyConnectionsTest {
  private static final Fingerprint ONE = new Fingerprint("SHA256:" + "a".repeat(43));
  private static final Fingerprint OTHER = new Fingerprint("SHA256:" + "b".repeat(43));

  private final KeyConnections connections = new KeyConnections(1);

  private Slot enter(Fingerprint key) {
    return connections.enter(key).orElseThrow();
  }

  @Test
  void oneTooManyWaitsForItsTurnAndNoOtherKeyDoes() {
    Slot first = enter(ONE);
    Slot second = enter(ONE);
    Slot third = enter(ONE);
    assertThat(first.isGiven()).isTrue();
    assertThat(second.isGiven()).isFalse();
    assertThat(enter(OTHER).isGiven()).isTrue();
    connections.leave(first);
    connections.leave(first);
    assertThat(second.isGiven()).isTrue();
    assertThat(third.isGiven()).isFalse();
  }

  @Test
  void whoLeavesWithoutASlotWaitsNoLonger() {
    enter(ONE);
    Slot waits = enter(ONE);
    connections.leave(waits);
    assertThat(waits.isGiven()).isFalse();
  }

  @Test
  void fewMayWait() {
    enter(ONE);
    for (int i = 0; i < KeyConnections.WAITING; i++) {
      enter(ONE);
    }
    assertThat(connections.enter(ONE)).isEmpty();
  }

  @Test
  void whenNoMoreConnectionsComeNobodyWaits() {
    enter(ONE);
    Slot waits = enter(ONE);
    connections.close();
    assertThat(waits.isGiven()).isTrue();
    assertThat(enter(ONE).isGiven()).isTrue();
  }

  @Test
  void aCommandBeginsWithTheSlotAndOneThatHasEndedMeanwhileDoesNot() throws Exception {
    Slot first = enter(ONE);
    Slot waits = enter(ONE);
    BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    Runnable ended = () -> begun.add("ended");
    waits.whenGiven(ended);
    waits.whenGiven(() -> begun.add("waits"));
    waits.forget(ended);
    connections.leave(first);
    assertThat(begun.take()).isEqualTo("waits");
    waits.whenGiven(() -> begun.add("later"));
    assertThat(begun.take()).isEqualTo("later");
    assertThat(begun).isEmpty();
  }
}
