package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who makes room for whom, with connections at the loopback network. */
class StrangersTest {
  private static final int ROOM = 16;

  private final Strangers strangers = new Strangers(ROOM);
  private final List<Socket> callers = new ArrayList<>();
  private final List<Socket> accepted = new ArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    strangers.close();
    for (Socket caller : callers) {
      caller.close();
    }
    server.close();
  }

  /** One from that address, which has said so much already. */
  private Socket add(String address, int said) throws IOException, InterruptedException {
    Socket caller = new Socket();
    callers.add(caller);
    caller.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    caller.connect(server.getLocalSocketAddress());
    caller.getOutputStream().write(new byte[said]);
    Socket socket = server.accept();
    accepted.add(socket);
    while (socket.getInputStream().available() < said) {
      Thread.onSpinWait();
    }
    strangers.add(socket);
    return socket;
  }

  private void addFromAnywhere(int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      add("127.1.%d.%d".formatted(i / 200, 1 + i % 200), 0);
    }
  }

  @Test
  void oneSourceTakesTheRoomOfNoOther() throws Exception {
    Socket holder = add("127.0.0.2", 0);
    for (int i = 0; i < 200; i++) {
      add("127.0.0.3", 0);
    }
    assertThat(holder.isClosed()).isFalse();
  }

  @Test
  void oneThatHasSaidWhatIsToBeReadStays() throws Exception {
    Socket holder = add("127.0.0.2", 48);
    addFromAnywhere(400);
    assertThat(holder.isClosed()).isFalse();
  }

  @Test
  void roomIsMadeByChanceAndNotByAge() throws Exception {
    addFromAnywhere(2 * ROOM);
    List<Socket> open = accepted.stream().filter(socket -> !socket.isClosed()).toList();
    assertThat(open).hasSize(ROOM).isNotEqualTo(accepted.subList(ROOM, 2 * ROOM));
  }

  @Test
  void whereAllAreToBeReadTheNextOneWaitsForThem() throws Exception {
    List<Socket> spoken = new ArrayList<>();
    for (int i = 0; i < ROOM; i++) {
      spoken.add(add("127.0.0.2", 48));
    }
    Thread next =
        Thread.startVirtualThread(
            () -> {
              try {
                add("127.0.0.3", 48);
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    strangers.remove(spoken.getFirst());
    next.join();
    assertThat(accepted).hasSize(ROOM + 1).noneMatch(Socket::isClosed);
  }
}
