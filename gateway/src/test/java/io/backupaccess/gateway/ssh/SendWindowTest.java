package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.server.channel.ChannelSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever for a client to read. */
class SendWindowTest {
  private final RemoteWindow window = new ChannelSession().getRemoteWindow();
  private final SendWindow stream = new SendWindow(window);

  @BeforeEach
  void noRoom() {
    window.init(0, 1024, PropertyResolver.EMPTY);
  }

  @Test
  void roomIsTakenByWhomItIsThereFor() throws IOException {
    window.expand(10);
    assertThat(stream.awaitRoom(Duration.ofMinutes(1))).isEqualTo(10);
    assertThat(stream.take(11)).isFalse();
    assertThat(stream.take(10)).isTrue();
    assertThat(stream.take(1)).isFalse();
  }

  @Test
  void whoWaitsLongEnoughLearnsThatThereIsNone() {
    assertThatThrownBy(() -> stream.awaitRoom(Duration.ofMillis(1)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void whoWaitsLearnsThatTheStreamIsClosedThoughTheWindowIsNot() {
    FutureTask<Long> waiting = new FutureTask<>(() -> stream.awaitRoom(Duration.ofDays(1)));
    Thread.ofPlatform().daemon().start(waiting);
    stream.close();
    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(window.isOpen()).isTrue();
  }
}
