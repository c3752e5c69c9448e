package io.backupaccess.statusport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asking a gateway that drops connections, as one does that strangers leave no room. */
class StatusClientTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final StatusClient CLIENT =
      new StatusClient(Duration.ofMinutes(1), Duration.ofMinutes(2), 1000);

  /** What becomes of a connection. */
  @FunctionalInterface
  private interface Serving {
    void serve(Socket socket) throws IOException;
  }

  private final AtomicInteger connections = new AtomicInteger();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** The first connections are served in one way, the others in another. */
  private void serve(int first, Serving one, Serving other) {
    Thread.startVirtualThread(
        () -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              (connections.incrementAndGet() <= first ? one : other).serve(socket);
            } catch (IOException e) {
              // The next one may fare better.
            }
          }
        });
  }

  private StatusAnswer ask() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    return CLIENT.ask(address, TOKEN, "GET /v1/status", "");
  }

  private static void drop(Socket socket) {}

  private static void dropWhenCalled(Socket socket) throws IOException {
    SecureChannel.hear(socket, TOKEN);
  }

  private static void dropWhenAsked(Socket socket) throws IOException {
    StatusMessage.readLine(SecureChannel.accept(socket, TOKEN).input());
  }

  private static void say(Socket socket, String code) throws IOException {
    SecureChannel channel = SecureChannel.accept(socket, TOKEN);
    StatusMessage.readLine(channel.input());
    channel.input().readAllBytes();
    StatusMessage.write(channel.output(), code, "");
  }

  @Test
  void aConnectionThatIsDroppedBeforeTheAnswerIsMadeAgain() throws IOException {
    for (Serving dropping :
        new Serving[] {
          StatusClientTest::drop, StatusClientTest::dropWhenCalled, StatusClientTest::dropWhenAsked
        }) {
      close();
      listen();
      connections.set(0);
      serve(StatusClient.TRIES - 1, dropping, socket -> say(socket, "200"));
      assertThat(ask().ok()).isTrue();
      assertThat(connections).hasValue(StatusClient.TRIES);
    }
  }

  @Test
  void thatHasAnEnd() {
    serve(100, StatusClientTest::dropWhenCalled, StatusClientTest::drop);
    assertThatThrownBy(this::ask).isInstanceOf(IOException.class).hasMessageContaining("dropped");
    assertThat(connections).hasValue(StatusClient.TRIES);
  }

  @Test
  void anAnswerOfAnyKindIsOne() throws IOException {
    serve(1, socket -> say(socket, "500"), socket -> say(socket, "200"));
    assertThat(ask().code()).isEqualTo(500);
  }

  @Test
  void anotherSideThatDoesNotProveItselfIsAskedOnce() {
    serve(
        1,
        socket -> {
          socket.getInputStream().readNBytes(48);
          socket.getOutputStream().write(new byte[48]);
        },
        socket -> say(socket, "200"));
    assertThatThrownBy(this::ask).isInstanceOf(IOException.class).hasMessageContaining("proof");
    assertThat(connections).hasValue(1);
  }
}
