package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.ssh.KeyConnections.Place;
import org.junit.jupiter.api.Test;

class KeyConnectionsTest {
  private static final Fingerprint ONE = new Fingerprint("SHA256:" + "a".repeat(43));
  private static final Fingerprint OTHER = new Fingerprint("SHA256:" + "b".repeat(43));

  private final KeyConnections connections = new KeyConnections(1);

  private Place enter(Fingerprint key) {
    return connections.enter(key).orElseThrow();
  }

  @Test
  void oneTooManyWaitsForItsTurnAndNoOtherKeyDoes() {
    Place first = enter(ONE);
    Place second = enter(ONE);
    Place third = enter(ONE);
    assertThat(first.isGiven()).isTrue();
    assertThat(second.isGiven()).isFalse();
    assertThat(enter(OTHER).isGiven()).isTrue();
    connections.leave(first);
    connections.leave(first);
    assertThat(second.await()).isTrue();
    assertThat(third.isGiven()).isFalse();
  }

  @Test
  void whoLeavesWithoutAPlaceWaitsNoLonger() {
    enter(ONE);
    Place waits = enter(ONE);
    connections.leave(waits);
    assertThat(waits.await()).isFalse();
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
    Place waits = enter(ONE);
    connections.close();
    assertThat(waits.await()).isTrue();
    assertThat(enter(ONE).isGiven()).isTrue();
  }
}
