package io.backupaccess.gateway.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that give odd windows, or read too slowly, with as many transfers as a key may have, or
 * as many connections.
 */
class WindowGamesTest {
  private static final int TRANSFERS = 32;

  /** Less those of the honest client, who comes from the same source. */
  private static final int CONNECTIONS = 60;

  /** As many real programs as a small machine runs at once. */
  private static final int PROGRAMS = 16;

  private static final int CHANNELS = 10;
  private static final long FOUR_GIB = 0xffffffffL;
  private static final String LIST = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";

  @TempDir static Path folder;
  private static AttackedGateway siege;

  private final List<AutoCloseable> hostile = new ArrayList<>();

  @BeforeAll
  static void start() {
    siege = new AttackedGateway(new TestGateway(folder));
  }

  @AfterAll
  static void stop() {
    siege.close();
  }

  /** The slots and the memory of the key are free again, and nothing of its pulls stays. */
  @AfterEach
  void leave() throws Exception {
    for (AutoCloseable client : hostile) {
      client.close();
    }
    siege.leftovers().awaitNone();
  }

  private HostileClient client() throws IOException {
    HostileClient client = new HostileClient(siege.port(), siege.key("hostile"));
    hostile.add(client);
    return client;
  }

  @ParameterizedTest(name = "a window of {0}, packets of {1}")
  @CsvSource({
    "0, 32768",
    "1, 32768",
    FOUR_GIB + ", 32768",
    FOUR_GIB + ", 262144",
    FOUR_GIB + ", 1",
    "0, 1",
    FOUR_GIB + ", 0",
    FOUR_GIB + ", " + FOUR_GIB
  })
  void pullsIntoOddWindowsTakeNoMemory(long window, long packet) throws Exception {
    for (int i = 0; i < TRANSFERS; i++) {
      HostileClient client = client().deaf();
      try {
        int channel = client.open(window, packet);
        client.exec(channel, LIST);
        // The beginning of a client's protocol, so that there is more to send than is read.
        client.send(SshConstants.SSH_MSG_CHANNEL_DATA, asking(channel));
      } catch (IOException | RuntimeException e) {
        // Refused, as a packet of no bytes is.
      }
    }
    siege.pull();
    siege.check();
  }

  private static Consumer<Buffer> asking(int channel) {
    return body -> {
      body.putUInt(channel);
      body.putBytes(new byte[] {31, 0, 0, 0, 0, 0, 0, 0});
    };
  }

  /** Each is refused, and the refusal read by nobody. */
  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"10", "30000", "120000"})
  void commandsThatWaitToBeAnsweredTakeNoMemory(int length) throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      HostileClient client = client().deaf();
      try {
        for (int n = 0; n < CHANNELS; n++) {
          client.exec(client.open(0, 32768), "rsync --server " + "a ".repeat(length / 2));
        }
      } catch (IOException | RuntimeException e) {
        // There is no memory for more.
      }
    }
    siege.pull();
    siege.check();
  }

  @Test
  void dataThatIsNotReadYetTakesNoMemory() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      HostileClient client = client().deaf();
      for (int n = 0; n < CHANNELS; n++) {
        int channel = client.open(0, 32768);
        client.exec(channel, LIST);
        for (int sent = 0; sent < 60_000; sent += 30_000) {
          client.send(
              SshConstants.SSH_MSG_CHANNEL_DATA,
              body -> {
                body.putUInt(channel);
                body.putBytes(new byte[30_000]);
              });
        }
      }
    }
    siege.pull();
    siege.check();
  }

  @Test
  void pullsOfWhoReadsOneByteASecondTakeNoMemory() throws Exception {
    List<Process> slow = new ArrayList<>();
    try (Trickle trickle = new Trickle(siege.port())) {
      for (int i = 0; i < PROGRAMS; i++) {
        slow.add(Processes.start(siege.hostilePull(trickle.port())));
      }
      Processes.awaitThat("all of them are pulling", () -> trickle.slow() == PROGRAMS);
      siege.pull();
      siege.check();
      assertThat(slow).allMatch(Process::isAlive);
    } finally {
      slow.stream().flatMap(Process::descendants).forEach(ProcessHandle::destroyForcibly);
      slow.forEach(Process::destroyForcibly);
    }
  }

  /** A way to the gateway that lets a login pass, and then a byte a second to the client. */
  private static final class Trickle implements AutoCloseable {
    private static final int LOGIN = 200_000;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int gateway;
    private final AtomicInteger slow = new AtomicInteger();

    Trickle(int gateway) throws IOException {
      this.gateway = gateway;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    /** How many are slow by now. */
    int slow() {
      return slow.get();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = server.accept();
          Socket there = new Socket();
          there.setReceiveBufferSize(8192);
          there.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway));
          sockets.addAll(List.of(client, there));
          Thread.ofVirtual().start(() -> forward(client, there));
          Thread.ofVirtual().start(() -> trickle(there, client));
        }
      } catch (IOException e) {
        // The test is over.
      }
    }

    private static void forward(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // One of them has left.
      }
    }

    private void trickle(Socket from, Socket to) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[4096];
        for (int passed = 0; passed < LOGIN; ) {
          int n = in.read(buffer);
          if (n < 0) {
            return;
          }
          to.getOutputStream().write(buffer, 0, n);
          passed += n;
        }
        slow.incrementAndGet();
        for (int b = in.read(); b >= 0; b = in.read()) {
          to.getOutputStream().write(b);
          Thread.sleep(1000);
        }
      } catch (IOException | InterruptedException e) {
        // One of them has left.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
