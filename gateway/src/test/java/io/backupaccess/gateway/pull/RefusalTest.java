package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SSH offers and the gateway does not: OpenSSH's {@code restrict}, and more. */
class RefusalTest {
  @TempDir static Path folder;

  private static TestGateway gateway;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    gateway.grant("backup", "db").start();
    client = gateway.client("backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void theCommandTrueTellsThatTheConnectionWorks() {
    assertThat(client.command("true")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void aPersonWhoLogsInIsToldWhatTheServerIsFor() {
    Outcome login = client.ssh("-T", host());
    assertThat(login.exit()).isEqualTo(1);
    assertThat(login.out()).isEmpty();
    assertThat(login.err()).startsWith("This server has no shell. It answers rsync pulls");
  }

  @Test
  void thereAreNoTerminals() {
    assertThat(client.ssh("-tt", host(), "true").err()).contains("PTY allocation request failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "rsync --server --daemon .",
        "rsync --server -logDtpre.iLsfxCIvu . db/",
        "rsync --server --sender -logDtpre.iLsfxCIvu . ../../etc",
        "scp -f db/file",
        "rsync --server --sender -logDtpre.iLsfxCIvu --log-file=/tmp/x . db/",
      })
  void anyOtherCommandIsRefusedInOneLine(String command) {
    Outcome refused = client.command(command);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).isNotBlank().matches("[ -~]*\n");
  }

  @Test
  void thereIsNoSubsystemBesideSftp() {
    for (String name : List.of("netconf", "SFTP", "sftp ", "sftp-server", "/usr/lib/sftp-server")) {
      assertThat(client.ssh("-s", host(), name).err()).contains("subsystem request failed");
    }
  }

  @Test
  void noConnectionIsForwardedToAnotherPort() throws IOException {
    try (ServerSocket target = new ServerSocket(0)) {
      Outcome forwarded = client.ssh("-W", "127.0.0.1:" + target.getLocalPort(), host());
      assertThat(forwarded.exit()).isNotZero();
      assertThat(forwarded.err()).containsIgnoringCase("open failed");
      target.setSoTimeout(100);
      assertThat(target).satisfies(socket -> assertNoConnection(socket));
    }
  }

  private static void assertNoConnection(ServerSocket socket) {
    try (Socket accepted = socket.accept()) {
      throw new AssertionError("connected from " + accepted);
    } catch (IOException e) {
      assertThat(e).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-R0:127.0.0.1:1", "-R/tmp/never-made.sock:127.0.0.1:1"})
  void noPortIsListenedOnForAClient(String forwarding) {
    Outcome outcome =
        client.ssh("-o", "ExitOnForwardFailure=yes", forwarding, "-T", host(), "true");
    assertThat(outcome.exit()).isEqualTo(255);
    assertThat(outcome.err()).containsIgnoringCase("remote port forwarding failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PreferredAuthentications=password", "PubkeyAuthentication=no"})
  void noOtherAuthenticationIsOffered(String option) {
    Outcome outcome = client.ssh("-o", option, host(), "true");
    assertThat(outcome.exit()).isEqualTo(255);
    assertThat(outcome.err()).contains("Permission denied (publickey).");
  }

  @Test
  void severalPullsCanShareAConnection() {
    String control = folder.resolve("control").toString();
    Process master = Processes.start(client.sshCommand("-M", "-N", "-S", control, host()));
    try {
      Processes.awaitThat("the connection is there", () -> Files.exists(Path.of(control)));
      for (int i = 0; i < 12; i++) {
        assertThat(client.ssh("-S", control, "-T", host(), "true"))
            .isEqualTo(new Outcome(0, "", ""));
      }
    } finally {
      master.destroy();
      Processes.await(master);
    }
  }
}
