package io.backupaccess.gateway.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionScopeTest {
  private final ConnectionScope scope = new ConnectionScope();
  private final AtomicInteger ends = new AtomicInteger();

  @Test
  void whatHangsOnAConnectionEndsWithItOnce() {
    scope.add(ends::incrementAndGet);
    scope.end();
    scope.end();
    assertThat(ends).hasValue(1);
  }

  @Test
  void whatComesLaterEndsAtOnce() {
    scope.end();
    scope.add(ends::incrementAndGet);
    assertThat(ends).hasValue(1);
  }

  @Test
  void whatHasEndedBeforeIsLeftAlone() {
    ConnectionScope.Part part = ends::incrementAndGet;
    scope.add(part);
    scope.remove(part);
    scope.end();
    assertThat(ends).hasValue(0);
  }

  @Test
  void anErrorInOneKeepsNoOtherFromItsEnd() {
    scope.add(
        () -> {
          throw new OutOfMemoryError("thrown by the test");
        });
    scope.add(ends::incrementAndGet);
    scope.end();
    assertThat(ends).hasValue(1);
  }
}
