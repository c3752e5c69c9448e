package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import java.time.Duration;
import java.util.Optional;

/** When a resource is looked at again: as soon as the most impatient step of its turn wants. */
final class NextTurn {

  private static final Duration POLL = Duration.ofSeconds(45);
  private static final int SPREAD_SECONDS = 30;

  private Duration delay;

  private NextTurn(Duration delay) {
    this.delay = delay;
  }

  /** Spread, so that resources that were made together are not looked at together. */
  static NextTurn of(BackupAccess resource) {
    int share = Math.floorMod(resource.getMetadata().getUid().hashCode(), SPREAD_SECONDS);
    return new NextTurn(POLL.plusSeconds(share));
  }

  /** It comes within that time. */
  void within(Duration time) {
    if (time.compareTo(delay) < 0) {
      delay = time;
    }
  }

  /** It comes within that time, if there is one. */
  void within(Optional<Duration> time) {
    time.ifPresent(this::within);
  }

  Duration delay() {
    return delay;
  }
}
