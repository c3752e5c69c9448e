package io.backupaccess.gateway.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BandwidthTest {
  private static final int LIMIT = 1024;

  /** The bytes that were asked for and not sent would take an hour. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatIsEndedWhileItWaitsOwesNothing() throws IOException {
    Bandwidth bandwidth = new Bandwidth();
    bandwidth.limit(OptionalLong.of(LIMIT));
    for (int i = 0; i < 3600; i++) {
      assertThatThrownBy(() -> bandwidth.pass(LIMIT, () -> true)).isInstanceOf(IOException.class);
    }
    bandwidth.pass(bandwidth.piece(LIMIT), () -> false);
    bandwidth.pass(bandwidth.piece(LIMIT), () -> false);
  }
}
