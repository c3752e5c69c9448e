package io.backupaccess.gateway.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that have not logged in, and send without an end. The gateway ends their connections. */
class StrangerFloodTest {
  private static final String IDENTIFICATION = "SSH-2.0-Stranger\r\n";
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** How many connections each attacker makes, one after the other. */
  private static final int CONNECTIONS = Integer.getInteger("flood.connections", 4);

  /** As many as one source may have, less those of the honest client. */
  private static final int SILENT = 60;

  @TempDir static Path folder;
  private static AttackedGateway siege;

  /**
   * What a stranger sends.
   *
   * @param first once
   * @param then over and over, given how often it was sent
   */
  private record Flood(String name, String first, IntFunction<byte[]> then) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() {
    siege = new AttackedGateway(new TestGateway(folder).maxStartups("100:30:128"));
  }

  @AfterAll
  static void stop() {
    siege.close();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] filled(int length, char with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  /** An unencrypted packet. */
  private static byte[] packet(int message, byte[] payload) {
    int padding = 4 + (8 - (10 + payload.length) % 8);
    ByteArrayBuffer packet = new ByteArrayBuffer();
    packet.putInt(2 + payload.length + padding);
    packet.putByte((byte) padding);
    packet.putByte((byte) message);
    packet.putRawBytes(payload);
    packet.putRawBytes(new byte[padding]);
    return packet.getCompactData();
  }

  /** The beginning of a packet that would be this long. */
  private static byte[] ofLength(long length) {
    ByteArrayBuffer packet = new ByteArrayBuffer();
    packet.putUInt(length);
    packet.putRawBytes(new byte[28]);
    return packet.getCompactData();
  }

  /** A KEXINIT whose first list holds this, and whose others are short. */
  private static byte[] kexInit(String algorithms) {
    ByteArrayBuffer payload = new ByteArrayBuffer();
    payload.putRawBytes(new byte[16]);
    payload.putString(algorithms);
    for (String list :
        new String[] {
          "ssh-ed25519",
          "aes128-ctr",
          "aes128-ctr",
          "hmac-sha2-256-etm@openssh.com",
          "hmac-sha2-256-etm@openssh.com",
          "none",
          "none",
          "",
          ""
        }) {
      payload.putString(list);
    }
    payload.putBoolean(false);
    payload.putUInt(0);
    return packet(SshConstants.SSH_MSG_KEXINIT, payload.getCompactData());
  }

  private static Flood packets(String name, byte[] packet) {
    return new Flood(name, IDENTIFICATION, n -> packet);
  }

  static Stream<Flood> floods() {
    ByteArrayBuffer service = new ByteArrayBuffer();
    service.putString("ssh-userauth");
    byte[] name = service.getCompactData();
    return Stream.of(
        new Flood("an identification without an end", "SSH-2.0-", n -> filled(8192, 'x')),
        new Flood("a line without an end", "", n -> filled(8192, 'x')),
        new Flood("lines before the identification", "", n -> ascii("hello\r\n")),
        new Flood("empty lines", "", n -> filled(8192, '\n')),
        new Flood("zeroes", "", n -> new byte[8192]),
        new Flood("identifications", "", n -> ascii(IDENTIFICATION)),
        packets("KEXINIT as long as can be", kexInit("a,".repeat(130_000))),
        packets("KEXINIT of 16,000 names", kexInit("a,".repeat(16_000))),
        packets("KEXINIT of one long name", kexInit("a".repeat(33_000))),
        packets("KEXINIT again and again", kexInit("curve25519-sha256")),
        packets("IGNORE", packet(SshConstants.SSH_MSG_IGNORE, new byte[8])),
        packets("IGNORE of 32 KiB", packet(SshConstants.SSH_MSG_IGNORE, new byte[32768])),
        packets("DEBUG", packet(SshConstants.SSH_MSG_DEBUG, new byte[9])),
        packets("UNIMPLEMENTED", packet(SshConstants.SSH_MSG_UNIMPLEMENTED, new byte[4])),
        packets("an unknown message", packet(192, new byte[4])),
        packets("SERVICE_REQUEST", packet(SshConstants.SSH_MSG_SERVICE_REQUEST, name)),
        packets("a global request", packet(SshConstants.SSH_MSG_GLOBAL_REQUEST, name)),
        packets("a packet of 256 KiB", ofLength(262_140)),
        packets("a packet of 4 GiB", ofLength(0xfffffff8L)),
        packets("a packet of no length", ofLength(0)),
        packets("a packet of half a block", ofLength(13)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void aFloodEndsItsConnectionAlone(Flood flood) throws Exception {
    siege.hold(
        () -> {
          for (int i = 0; i < CONNECTIONS; i++) {
            assertThat(isEnded(flood)).as("the gateway ends it").isTrue();
          }
          return null;
        });
    siege.leftovers().awaitNone();
  }

  /** Sends, reading nothing, until the connection ends. */
  private static boolean isEnded(Flood flood) throws IOException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), siege.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(ascii(flood.first()));
      for (int n = 0; System.nanoTime() < deadline; n++) {
        out.write(flood.then().apply(n));
      }
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  /** As many connections as a source may have, that begin to identify themselves. */
  @Test
  void whoSendsALetterNowAndThenDelaysNobody() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < SILENT; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), siege.port()));
      }
      for (byte letter : ascii("SSH")) {
        for (Socket socket : silent) {
          socket.getOutputStream().write(letter);
        }
        siege.pull();
      }
      siege.check();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  /** Floods under keys, by strangers still. */
  @ParameterizedTest(name = "{0} under keys")
  @ValueSource(ints = {2, 3, 4, 5, 7, 20, 21, 30, 50, 61, 80, 90, 94, 98, 192})
  void aFloodUnderKeysEndsItsConnectionAlone(int message) throws Exception {
    siege.hold(
        () -> {
          try (HostileClient client = new HostileClient(siege.port())) {
            client.deaf();
            flood(client, message);
            assertThat(client.isEnded()).as("the gateway ends it").isTrue();
          }
          return null;
        });
    siege.leftovers().awaitNone();
  }

  private static void flood(HostileClient client, int message) {
    try {
      for (int n = 0; n < 10_000 && client.session.isOpen(); n++) {
        client.send(
            message,
            body -> {
              body.putString(message == 50 ? "user" : "ssh-userauth");
              body.putString("ssh-connection");
              body.putString("none");
            });
      }
    } catch (IOException | RuntimeException e) {
      // The connection is gone.
    }
  }
}
