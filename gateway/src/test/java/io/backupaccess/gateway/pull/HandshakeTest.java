package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger sees, and what is negotiated. */
class HandshakeTest {
  private static final String CLIENT = "SSH-2.0-Stranger_1.0\r\n";

  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Processes.bash(db, "head -c 20000000 /dev/urandom > large");
    // These strangers fail from one address, again and again.
    gateway.grant("backup", "db").exemptPeers("127.0.0.1/32").start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** All that the gateway says to somebody who sends this and then reads. */
  private static String answerTo(byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(20_000);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
      } catch (SocketException e) {
        // The gateway closed before it was sent all of it; what it said can still be read.
      }
      try {
        socket.getInputStream().transferTo(answer);
      } catch (SocketException e) {
        // Reset, because the gateway did not read all that was sent.
      }
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** An unencrypted packet of the protocol. */
  private static byte[] packet(int message, byte... payload) throws IOException {
    int padding = 8 + (8 - (6 + payload.length) % 8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(2 + payload.length + padding - 0);
    out.writeByte(padding);
    out.writeByte(message);
    out.write(payload);
    out.write(new byte[padding]);
    return bytes.toByteArray();
  }

  private static byte[] concat(List<byte[]> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parts.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  @Test
  void theIdentificationNamesNoLibraryAndNoVersion() throws IOException {
    assertThat(answerTo(ascii(CLIENT))).startsWith("SSH-2.0-BackupAccess\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "SSH-1.5-old\r\n", "\r\n\r\n\r\n", "\0\0\0\0"})
  void whoDoesNotSpeakTheProtocolLearnsNothing(String greeting) throws IOException {
    assertThat(answerTo(ascii(greeting)))
        .doesNotContain("Exception", "java", "apache", "sshd", "MINA");
  }

  @Test
  void aGreetingWithoutAnEndIsCutOff() throws IOException {
    byte[] endless = new byte[1 << 20];
    Arrays.fill(endless, (byte) 'x');
    assertThat(answerTo(endless)).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 20, 21, 30, 50, 60, 80, 90, 94, 98, 100, 192, 255})
  void aMessageOutOfTurnEndsTheConnectionWithoutADetail(int message) throws IOException {
    List<byte[]> flood = new ArrayList<>(List.of(ascii(CLIENT)));
    for (int i = 0; i < 500; i++) {
      flood.add(packet(message, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 'x'));
    }
    String answer = answerTo(concat(flood));
    assertThat(answer).doesNotContain("Exception", "java", "apache", "Index", "Illegal");
    assertThat(answer.length()).isLessThan(4096);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0x7fffffffL, 0xffffffffL, 300_000})
  void aPacketOfAbsurdLengthIsNotWaitedFor(long length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii(CLIENT));
    new DataOutputStream(bytes).writeInt((int) length);
    bytes.write(new byte[64]);
    assertThat(answerTo(bytes.toByteArray())).doesNotContain("Exception").contains("BackupAccess");
  }

  @Test
  void aStrangersPacketLongerThanALoginNeedsIsNotKept() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii(CLIENT));
    new DataOutputStream(bytes).writeInt(200_000);
    bytes.write(new byte[40_000]);
    assertThat(answerTo(bytes.toByteArray())).contains("too long");
  }

  @ParameterizedTest
  @CsvSource({
    "-o KexAlgorithms=diffie-hellman-group14-sha256",
    "-o KexAlgorithms=ecdh-sha2-nistp256",
    "-c aes128-cbc",
    "-c aes128-ctr -m hmac-sha1",
    "-o HostKeyAlgorithms=ssh-rsa",
  })
  void theAlgorithmIsNotServed(String options) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
    arguments.addAll(List.of("-T", Client.host(), "true"));
    Outcome refused = gateway.client("backup").ssh(arguments.toArray(String[]::new));
    assertThat(refused.exit()).isEqualTo(255);
    assertThat(refused.err()).contains("no matching");
  }

  @Test
  void aStockClientEndsUpWithAesGcmAndAPostQuantumExchange() {
    String err = gateway.client("backup").ssh("-v", "-T", Client.host(), "true").err();
    assertThat(err).contains("kex: algorithm: sntrup761x25519-sha512");
    assertThat(err).contains("cipher: aes128-gcm@openssh.com").doesNotContain("zlib");
  }

  @Test
  void aPullSurvivesThatKeysAreChangedAgainAndAgainAndKeepsItsCipher() throws IOException {
    Client client = gateway.client("backup");
    Outcome pulled =
        Processes.run(
            List.of(
                "rsync",
                "-a",
                "-e",
                String.join(" ", client.transport()) + " -v -o RekeyLimit=256K",
                Client.host() + ":db/",
                copies + "/"));
    assertThat(pulled.exit()).as(pulled.err()).isZero();
    assertThat(Files.mismatch(db.resolve("large"), copies.resolve("large"))).isEqualTo(-1);
    List<String> ciphers =
        pulled.err().lines().filter(line -> line.contains("kex: server->client")).toList();
    assertThat(ciphers)
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.contains("cipher: aes128-gcm@openssh.com"));
  }
}
