package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.LimitsConfig;
import io.backupaccess.gatewayconfig.LimitsConfig.PenaltiesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that ends before a key is judged leaves one line in the log, which says why. */
class EndBeforeLoginTest {
  private static final String END = "connection ended before a login";
  private static final String KEY_REFUSED = "key refused";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The log names ten sources, six times each; the tenth is 127.0.0.1. */
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static SshClient sshClient;

  private final String source = "127.0.0." + (2 + TESTS.getAndIncrement() % 9);
  private final GatewayLog log = new GatewayLog();

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    gateway.volume("db");
    gateway.grant("backup", "db").start();
    sshClient = SshClient.setUpDefaultClient();
    sshClient.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    sshClient.start();
  }

  @AfterAll
  static void stop() {
    sshClient.stop();
    gateway.close();
  }

  /** What the one line says; tests that leave none see the line of a stranger who comes after. */
  private Map<String, String> line() {
    Processes.awaitThat("there is a line", () -> log.count(END) > 0);
    assertThat(log.count(END)).isOne();
    return log.fields(END).getFirst();
  }

  private Map<String, String> lineAfter(Client client, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-b", source));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("-T", Client.host(), "true"));
    assertThat(client.ssh(arguments.toArray(String[]::new)).exit()).isEqualTo(255);
    Map<String, String> line = line();
    assertThat(line.get("source")).isEqualTo(source);
    assertThat(line.get("client")).startsWith("SSH-2.0-OpenSSH_");
    return line;
  }

  @ParameterizedTest
  @CsvSource({
    "-o Ciphers=aes256-cbc,                                cipher,             aes256-cbc",
    "-o KexAlgorithms=diffie-hellman-group1-sha1,          key exchange,       diffie-hellman-group1-sha1",
    "-o Ciphers=aes128-ctr -o MACs=hmac-sha1,              MAC,                hmac-sha1",
    "-o HostKeyAlgorithms=ssh-dss,                         host key algorithm, ssh-dss",
    "-o HostKeyAlgorithms=ecdsa-sha2-nistp256,             host key algorithm, ecdsa-sha2-nistp256",
  })
  void aMissingAlgorithmIsNamedWithTheOffer(String options, String missing, String offer) {
    assertThat(lineAfter(gateway.client("backup"), options.split(" ", -1)))
        .containsEntry("reason", "no algorithm in common")
        .containsEntry("missing", missing)
        .hasEntrySatisfying("offer", offered -> assertThat(offered).startsWith(offer));
  }

  @Test
  void curlOfDebianLacksAnAlgorithm() {
    Outcome listed =
        Processes.run(
            List.of(
                "curl",
                "--insecure",
                "--interface",
                source,
                "--user",
                "backup:",
                "--key",
                folder.resolve("backup").toString(),
                "sftp://127.0.0.1:" + gateway.port() + "/"));
    assertThat(listed.exit()).isNotZero();
    assertThat(line())
        .containsEntry("source", source)
        .containsEntry("missing", "MAC")
        .hasEntrySatisfying("client", name -> assertThat(name).startsWith("SSH-2.0-libssh2"));
  }

  @Test
  void dbclientWithoutItsAuthenticatedCipherLacksAMac() {
    Outcome refused =
        Processes.run(
            List.of(
                "dbclient",
                "-y",
                "-y",
                "-b",
                source,
                "-c",
                "aes256-ctr",
                "-p",
                port(),
                "127.0.0.1",
                "true"));
    assertThat(refused.exit()).isNotZero();
    assertThat(line())
        .containsEntry("missing", "MAC")
        .hasEntrySatisfying("client", name -> assertThat(name).startsWith("SSH-2.0-dropbear"));
  }

  @Test
  void plinkThatDoesNotKnowTheHostKeyLeavesWhenItSeesIt() {
    Outcome refused =
        Processes.run(
            List.of(
                "plink",
                "-batch",
                "-hostkey",
                "SHA256:" + "A".repeat(43),
                "-P",
                port(),
                "backup@127.0.0.1",
                "true"));
    assertThat(refused.exit()).isNotZero();
    assertThat(line())
        .containsEntry("reason", "it left when it was shown the host key, which it may not trust")
        .hasEntrySatisfying("client", name -> assertThat(name).startsWith("SSH-2.0-PuTTY"));
  }

  @Test
  void whoDoesNotTrustTheHostKeyLeavesWhenItSeesIt() {
    Client distrustful = new Client(gateway.port(), folder.resolve("backup"), Path.of("/dev/null"));
    assertThat(lineAfter(distrustful))
        .containsEntry("reason", "it left when it was shown the host key, which it may not trust");
  }

  @Test
  void whoHasNoKeyTriesNone() {
    assertThat(lineAfter(gateway.client("backup"), "-o", "PubkeyAuthentication=no"))
        .containsEntry("reason", "it tried no key")
        .containsEntry("tried", "none")
        .containsEntry("user", "backup");
  }

  @Test
  void aKeyThatTheClientDoesNotHaveIsNotProven() throws IOException {
    Client asks = gateway.client("asked");
    Files.writeString(folder.resolve("asked.pub"), gateway.publicKey("backup") + "\n");
    assertThat(lineAfter(asks))
        .containsEntry("reason", "its key would do, but it did not prove that it has the key");
  }

  @Test
  void aRefusedKeyHasItsOwnLineAlone() {
    assertThat(gateway.client("unknown").ssh("-b", source, "-T", Client.host(), "true").exit())
        .isEqualTo(255);
    Processes.awaitThat("the key has a line", () -> log.count(KEY_REFUSED) == 1);
    try (Stranger next = new Stranger(gateway.port(), source)) {
      next.says("next");
    }
    assertThat(line()).containsEntry("client", "next");
  }

  @Test
  void aCheckWhetherSomebodyListensLeavesNoLine() {
    for (int i = 0; i < 20; i++) {
      Stranger.check(gateway.port(), source);
    }
    try (Stranger reader = new Stranger(gateway.port(), source)) {
      assertThat(reader.isLetIn()).isTrue();
    }
    try (Stranger next = new Stranger(gateway.port(), source)) {
      next.says("next");
    }
    assertThat(line()).containsEntry("client", "next");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1\\r\\n\\r\\n | GET / HTTP/1.1 | it does not speak SSH 2.0",
        "SSH-1.5-old\\r\\n | SSH-1.5-old   | it does not speak SSH 2.0",
        "SSH-2.0-x\\r\\n   | SSH-2.0-x     | it left after its identification",
        "SSH-2.0           | SSH-2.0       | it left before it identified itself",
        "\\0\\1            | \\u0000\\u0001 | Protocol error or corrupt packet",
        "x\\33[31m         | x\\u001b[31m   | it left before it identified itself",
      })
  void whatAStrangerSaysIsShownEscaped(String said, String shown, String reason) {
    try (Stranger stranger = new Stranger(gateway.port(), source)) {
      stranger.says(said.translateEscapes());
      stranger.leaves();
      stranger.awaitEnd();
    }
    assertThat(line())
        .containsEntry("source", source)
        .containsEntry("client", shown)
        .containsEntry("reason", reason);
  }

  @ParameterizedTest
  @ValueSource(chars = {'x', '\n'})
  void whoSendsTooMuchHasAShortLine(char with) {
    try (Stranger stranger = new Stranger(gateway.port(), source)) {
      stranger.floods(String.valueOf(with).repeat(1 << 20));
      stranger.awaitEnd();
    }
    assertThat(line().get("client")).hasSizeLessThan(64 * 6 + 4);
  }

  @Test
  void whoTakesTooLongIsNamedWithTheTime(@TempDir Path own) {
    LimitsConfig hasty =
        new LimitsConfig(
            null,
            null,
            null,
            Duration.ofSeconds(1),
            null,
            null,
            null,
            null,
            null,
            new PenaltiesConfig(false, null, null, null, null, null, null));
    try (TestGateway impatient = new TestGateway(own).limits(hasty).start();
        Stranger stranger = new Stranger(impatient.port(), source)) {
      stranger.awaitEnd();
      assertThat(line())
          .containsEntry("client", "")
          .containsEntry("reason", "no login in 1 seconds");
    }
  }

  @Test
  void otherWaysToLogInAreNamed() throws IOException {
    afterKeys(
        session -> {
          send(
              session,
              SshConstants.SSH_MSG_SERVICE_REQUEST,
              body -> body.putString("ssh-userauth"));
          for (String method : List.of("none", "password", "keyboard-interactive", "x\ny")) {
            send(
                session,
                SshConstants.SSH_MSG_USERAUTH_REQUEST,
                body -> {
                  body.putString("root\n");
                  body.putString("ssh-connection");
                  body.putString(method);
                  body.putBoolean(false);
                  body.putString("a secret");
                  body.putString("");
                });
          }
          send(session, SshConstants.SSH_MSG_DISCONNECT, disconnect("no more\nto try"));
        });
    assertThat(line())
        .containsEntry("user", "root\\u000a")
        .containsEntry("reason", "it tried no key")
        .containsEntry("tried", "none,password,keyboard-interactive,x\\u000ay")
        .containsEntry("says", "no more\\u000ato try")
        .doesNotContainValue("a secret");
  }

  @Test
  void whatAClientSaysWhenItDisconnectsIsShown() throws IOException {
    afterKeys(session -> send(session, SshConstants.SSH_MSG_DISCONNECT, disconnect("changed \t")));
    assertThat(line())
        .containsEntry("reason", "it left before it tried to log in")
        .containsEntry("says", "changed \\u0009");
  }

  @Test
  void tooManyMessagesAreNamed() throws IOException {
    afterKeys(
        session -> {
          for (int i = 0; i < 1000 && session.isOpen(); i++) {
            send(session, SshConstants.SSH_MSG_IGNORE, body -> body.putString("x"));
          }
        });
    assertThat(line()).containsEntry("reason", "Too many messages, or too long");
  }

  @Test
  void whoIsNoProxyIsNamedWhereThereAreProxies(@TempDir Path own) {
    try (TestGateway behind = new TestGateway(own).trustedPeers("127.0.0.99/32").start();
        Stranger stranger = new Stranger(behind.port(), source)) {
      stranger.says("SSH-2.0-x\r\n").awaitEnd();
      Processes.awaitThat("there is a line", () -> log.count("connection refused") > 0);
      assertThat(log.fields("connection refused").getFirst())
          .containsEntry("source", source)
          .containsEntry("reason", "no proper PROXY header of a trusted peer");
    }
  }

  private static String port() {
    return String.valueOf(gateway.port());
  }

  private static void afterKeys(Consumer<ClientSession> attack) throws IOException {
    try (ClientSession session =
        sshClient.connect("x", "127.0.0.1", gateway.port()).verify(PATIENCE).getSession()) {
      session.waitFor(Set.of(ClientSessionEvent.WAIT_AUTH), PATIENCE);
      attack.accept(session);
      session.waitFor(Set.of(ClientSessionEvent.CLOSED), PATIENCE);
    }
  }

  private static Consumer<Buffer> disconnect(String text) {
    return body -> {
      body.putInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION);
      body.putString(text);
      body.putString("");
    };
  }

  private static void send(ClientSession session, int message, Consumer<Buffer> body) {
    try {
      Buffer packet = session.createBuffer((byte) message, 512);
      body.accept(packet);
      session.writePacket(packet);
    } catch (IOException e) {
      // The gateway has ended the connection.
    }
  }
}
