package io.backupaccess.gateway.flood;

import static io.backupaccess.gateway.flood.HostileClient.request;
import static org.apache.sshd.common.SshConstants.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that have logged in, send one message over and over, and read no reply. The gateway ends
 * their connections, at the latest when they read.
 */
class ClientFloodTest {
  private static final Duration LONGEST =
      Duration.ofMillis(Long.getLong("flood.milliseconds", 120_000));

  /** As long as an honest client would wait for the gateway to read on. */
  private static final Duration STUCK = Duration.ofMillis(300);

  private static final int UNKNOWN_CHANNEL = 77;
  private static final int PULLS = 2;
  private static final String PULL = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";

  @TempDir static Path folder;
  private static AttackedGateway siege;
  private static byte[] hostKey;

  /** Sends the nth message. */
  private interface Step {
    IoWriteFuture send(HostileClient client, int n) throws IOException;
  }

  private record Flood(String name, PreparedPlaces preparation, Step step) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface PreparedPlaces {
    void prepare(HostileClient client) throws IOException;
  }

  @BeforeAll
  static void start() {
    TestGateway gateway = new TestGateway(folder);
    hostKey = Base64.getDecoder().decode(gateway.publicKey("host").split(" ", -1)[1]);
    siege = new AttackedGateway(gateway);
  }

  @AfterAll
  static void stop() {
    siege.pullOfHostileKey(); // what the floods had taken is given back
    siege.close();
  }

  private static Flood of(String name, int message, Consumer<Buffer> body) {
    return new Flood(name, client -> {}, (client, n) -> client.send(message, body));
  }

  private static Flood onChannel(String name, int message, Consumer<Buffer> body) {
    return new Flood(
        name, client -> client.open(1 << 20, 32768), (client, n) -> client.send(message, body));
  }

  private static Flood onPull(String name, int message, Consumer<Buffer> body) {
    return new Flood(
        name,
        client -> client.exec(client.open(0, 32768), PULL),
        (client, n) -> client.send(message, body));
  }

  private static Consumer<Buffer> globalRequest(String type) {
    return body -> {
      body.putString(type);
      body.putBoolean(true);
    };
  }

  private static void proof(Buffer body) {
    globalRequest("hostkeys-prove-00@openssh.com").accept(body);
    body.putBytes(hostKey);
  }

  private static Consumer<Buffer> data(int channel, int length) {
    return body -> {
      body.putUInt(channel);
      body.putBytes(new byte[length]);
    };
  }

  private static Consumer<Buffer> adjust(int channel, long window) {
    return body -> {
      body.putUInt(channel);
      body.putUInt(window);
    };
  }

  private static Consumer<Buffer> channel(int channel) {
    return body -> body.putUInt(channel);
  }

  private static Consumer<Buffer> openOf(String type) {
    return body -> {
      body.putString(type);
      body.putUInt(0);
      body.putUInt(0);
      body.putUInt(32768);
    };
  }

  static Stream<Flood> floods() {
    return Stream.of(
        of("IGNORE", SSH_MSG_IGNORE, body -> body.putBytes(new byte[4])),
        of("IGNORE of 32 KiB", SSH_MSG_IGNORE, body -> body.putBytes(new byte[32768])),
        of(
            "DEBUG",
            SSH_MSG_DEBUG,
            body -> {
              body.putBoolean(true);
              body.putString("x".repeat(1000));
              body.putString("");
            }),
        of("UNIMPLEMENTED", SSH_MSG_UNIMPLEMENTED, body -> body.putUInt(0)),
        of("an unknown message", 192, body -> body.putUInt(0)),
        of("EXT_INFO", 7, body -> body.putUInt(0)),
        of("SERVICE_REQUEST", SSH_MSG_SERVICE_REQUEST, body -> body.putString("ssh-connection")),
        of(
            "USERAUTH_REQUEST",
            SSH_MSG_USERAUTH_REQUEST,
            body -> {
              body.putString("hostile");
              body.putString("ssh-connection");
              body.putString("none");
            }),
        of("NEWKEYS", SSH_MSG_NEWKEYS, body -> {}),
        of("a global request", SSH_MSG_GLOBAL_REQUEST, globalRequest("tcpip-forward")),
        of("a keepalive", SSH_MSG_GLOBAL_REQUEST, globalRequest("keepalive@openssh.com")),
        of("a proof of the host key", SSH_MSG_GLOBAL_REQUEST, ClientFloodTest::proof),
        of("REQUEST_SUCCESS to nothing", SSH_MSG_REQUEST_SUCCESS, body -> {}),
        of("REQUEST_FAILURE to nothing", SSH_MSG_REQUEST_FAILURE, body -> {}),
        of("an open of x11", SSH_MSG_CHANNEL_OPEN, openOf("x11")),
        of("an open of a session", SSH_MSG_CHANNEL_OPEN, openOf("session")),
        of("data for no channel", SSH_MSG_CHANNEL_DATA, data(UNKNOWN_CHANNEL, 32000)),
        of("EOF for no channel", SSH_MSG_CHANNEL_EOF, channel(UNKNOWN_CHANNEL)),
        of("CLOSE for no channel", SSH_MSG_CHANNEL_CLOSE, channel(UNKNOWN_CHANNEL)),
        of("an adjustment for no channel", SSH_MSG_CHANNEL_WINDOW_ADJUST, adjust(77, 1)),
        of("a request for no channel", SSH_MSG_CHANNEL_REQUEST, request(77, "exec", PULL)),
        onChannel("data before a command", SSH_MSG_CHANNEL_DATA, data(0, 1000)),
        onChannel("empty data", SSH_MSG_CHANNEL_DATA, data(0, 0)),
        onChannel("an unknown request", SSH_MSG_CHANNEL_REQUEST, request(0, "x", "")),
        onChannel("env", SSH_MSG_CHANNEL_REQUEST, request(0, "env", "x".repeat(30000))),
        onChannel("pty-req", SSH_MSG_CHANNEL_REQUEST, request(0, "pty-req", "xterm")),
        onChannel("signal", SSH_MSG_CHANNEL_REQUEST, request(0, "signal", "KILL")),
        onChannel("another subsystem", SSH_MSG_CHANNEL_REQUEST, request(0, "subsystem", "x")),
        onChannel("CHANNEL_SUCCESS", SSH_MSG_CHANNEL_SUCCESS, channel(0)),
        onPull("exec", SSH_MSG_CHANNEL_REQUEST, request(0, "exec", PULL)),
        onPull("an adjustment by 1", SSH_MSG_CHANNEL_WINDOW_ADJUST, adjust(0, 1)),
        onPull("an adjustment by 4 GiB", SSH_MSG_CHANNEL_WINDOW_ADJUST, adjust(0, 0xffffffffL)),
        onPull("data that nobody reads", SSH_MSG_CHANNEL_DATA, data(0, 1000)),
        onPull("data beyond the window", SSH_MSG_CHANNEL_DATA, data(0, 32768)),
        onPull("empty data for a pull", SSH_MSG_CHANNEL_DATA, data(0, 0)),
        onPull("EOF", SSH_MSG_CHANNEL_EOF, channel(0)),
        onPull("CLOSE", SSH_MSG_CHANNEL_CLOSE, channel(0)),
        onPull(
            "extended data",
            SSH_MSG_CHANNEL_EXTENDED_DATA,
            body -> {
              body.putUInt(0);
              body.putUInt(1);
              body.putBytes(new byte[100]);
            }),
        onPull(
            "extended data of no type",
            SSH_MSG_CHANNEL_EXTENDED_DATA,
            body -> {
              body.putUInt(0);
              body.putUInt(9);
              body.putBytes(new byte[100]);
            }),
        new Flood(
            "data after EOF",
            client -> {
              client.exec(client.open(0, 32768), PULL);
              client.send(SSH_MSG_CHANNEL_EOF, channel(0));
            },
            (client, n) -> client.send(SSH_MSG_CHANNEL_DATA, data(0, 100))),
        new Flood(
            "exec of 256 KiB",
            client -> client.open(1 << 20, 32768),
            (client, n) ->
                client.send(SSH_MSG_CHANNEL_REQUEST, request(0, "exec", "rsync ".repeat(43_000)))),
        new Flood(
            "opens, commands and closes",
            client -> {},
            (client, n) -> {
              int channel = client.open(1 << 20, 32768);
              client.exec(channel, "uname");
              client.send(SSH_MSG_CHANNEL_EOF, channel(channel));
              return client.send(SSH_MSG_CHANNEL_CLOSE, channel(channel));
            }));
  }

  /** Each client has pulls that run, beside what it floods with. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void aFloodEndsItsConnectionAloneAndWhatRanOnIt(Flood flood) throws Exception {
    siege.hold(
        () -> {
          try (HostileClient client = new HostileClient(siege.port(), siege.key("hostile"))) {
            flood.preparation().prepare(client);
            client.run(PULLS, PULL);
            client.deaf();
            send(flood, client);
            assertThat(client.isEnded()).as("the gateway ends it").isTrue();
          }
          return null;
        });
    siege.leftovers().awaitNone();
  }

  /** Sends until the connection ends; reads once the gateway waits for that. */
  private static void send(Flood flood, HostileClient client) {
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      for (int n = 0; client.session.isOpen() && System.nanoTime() < end; n++) {
        IoWriteFuture written = flood.step().send(client, n);
        if (n % 16 == 0 && !written.await(STUCK)) {
          client.reads();
          written.await(LONGEST);
        }
      }
    } catch (IOException | RuntimeException e) {
      // The connection is gone.
    }
  }
}
