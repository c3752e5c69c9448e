package io.backupaccess.gateway.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gateway.config.ConfigFile;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import io.backupaccess.statusport.SecureChannel;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status port, asked by holders of its token and by others. */
class StatusTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final GatewayStatus STATUS =
      new GatewayStatus(
          "digest",
          List.of(),
          List.of("SHA256:x"),
          new ConfinementStatus(7, List.of("landlock"), null),
          2,
          List.of("backup-host"),
          false,
          Clients.NONE,
          List.of(),
          1,
          0,
          null);

  private static final StatusClient CLIENT =
      new StatusClient(Duration.ofSeconds(10), Duration.ofSeconds(60), 1 << 20);

  @TempDir Path folder;

  private final AtomicInteger gaveWay = new AtomicInteger();
  private final AtomicInteger suspended = new AtomicInteger();
  private final List<String> enforced = new CopyOnWriteArrayList<>();
  private final AtomicReference<GatewayStatus> status = new AtomicReference<>(STATUS);
  private StatusApi api;

  @BeforeEach
  void open() throws IOException {
    api = api(0);
  }

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  private StatusApi api(int port) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    StatusApi opened = new StatusApi(new StatusListener(listen, token), Optional.empty());
    opened.open(
        status::get,
        gaveWay::incrementAndGet,
        suspended::incrementAndGet,
        document -> enforced.add(new String(document, US_ASCII)));
    return opened;
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port());
  }

  private StatusAnswer ask(String request, String body) throws IOException {
    return CLIENT.ask(address(), TOKEN, request, body);
  }

  private Socket connected() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), api.port());
  }

  @Test
  void theStatusIsForAHolderOfTheToken() throws IOException {
    StatusAnswer answer = ask("GET /v1/status", "");
    assertThat(answer.code()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "\"configurationDigest\":\"digest\"",
            "\"sessions\":2",
            "\"pulling\":[\"backup-host\"]",
            "\"draining\":false");
  }

  @Test
  void anAnswerThatIsKnownWaitsUntilItChanges() throws Exception {
    String known = "GET /v1/status?unlike=" + ask("GET /v1/status", "").digest();
    CompletableFuture<StatusAnswer> waiting = inBackground(known);
    assertThat(ask("POST /v1/yield", "").ok()).as("others are answered meanwhile").isTrue();
    assertThat(waiting).isNotDone();

    status.set(changed());

    assertThat(waiting.get(60, TimeUnit.SECONDS).body()).contains("\"draining\":true");
    assertThat(ask(known, "").body()).as("unlike what is known").contains("\"draining\":true");
  }

  @Test
  void anyOtherDigestIsAnsweredAtOnce() throws IOException {
    for (String other : List.of("", "unlike=", "unlike=x", "unlike=" + "0".repeat(64))) {
      assertThat(ask("GET /v1/status?" + other, "").ok()).as(other).isTrue();
    }
  }

  @Test
  void whoeverWaitsIsAnsweredAtTheEnd() throws Exception {
    String known = "GET /v1/status?unlike=" + ask("GET /v1/status", "").digest();
    List<CompletableFuture<StatusAnswer>> waiting = new ArrayList<>();
    for (int caller = 0; caller < 12; caller++) {
      waiting.add(inBackground(known));
    }
    // Eight wait at most, and the others are answered at once.
    while (waiting.stream().filter(CompletableFuture::isDone).count() < 4) {
      Thread.sleep(10);
    }
    assertThat(waiting.stream().filter(CompletableFuture::isDone)).hasSize(4);

    api.close();

    for (CompletableFuture<StatusAnswer> each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).ok()).isTrue();
    }
  }

  private CompletableFuture<StatusAnswer> inBackground(String request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return ask(request, "");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        command -> Thread.ofVirtual().start(command));
  }

  private static GatewayStatus changed() {
    return new GatewayStatus(
        STATUS.configurationDigest(),
        STATUS.problems(),
        STATUS.fingerprints(),
        STATUS.confinement(),
        STATUS.sessions(),
        STATUS.pulling(),
        true,
        STATUS.clients(),
        STATUS.mounts(),
        STATUS.documentVersion(),
        STATUS.lastRecord(),
        null);
  }

  @Test
  void aHolderOfTheTokenMayAskThatItYieldsOrIsSuspendedAndNotInPassing() throws IOException {
    for (String other :
        List.of("GET /v1/yield", "POST /v1/yield/", "POST  /v1/yield", "/v1/suspend")) {
      assertThat(ask(other, "").code()).as(other).isEqualTo(404);
    }
    assertThat(gaveWay).hasValue(0);
    assertThat(ask("POST /v1/yield", "").ok()).isTrue();
    assertThat(gaveWay).hasValue(1);
    assertThat(ask("POST /v1/suspend", "").ok()).isTrue();
    assertThat(suspended).hasValue(1);
  }

  @Test
  void aHolderOfTheTokenMayEnforceAConfiguration() throws IOException {
    assertThat(ask("POST /v1/enforce", "{}").ok()).isTrue();
    assertThat(enforced).containsExactly("{}");
  }

  @Test
  void aDocumentThatIsTooLargeOrCutOffIsNotEnforced() throws IOException {
    String large = "x".repeat(ConfigFile.LARGEST + 1);
    assertThatThrownBy(() -> ask("POST /v1/enforce", large)).isInstanceOf(IOException.class);
    try (Socket socket = connected()) {
      SecureChannel channel = SecureChannel.call(socket, TOKEN);
      channel.output().write("POST /v1/enforce\n{}".getBytes(US_ASCII));
      channel.output().flush();
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertThat(enforced).isEmpty();
  }

  @Test
  void aRequestThatIsCutOffOrHasMoreThanItShouldEndsNothing() throws IOException {
    assertThatThrownBy(() -> ask("POST /v1/suspend", "more")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ask("POST /v1/suspend?" + "x".repeat(600), ""))
        .isInstanceOf(IOException.class);
    try (Socket socket = connected()) {
      SecureChannel channel = SecureChannel.call(socket, TOKEN);
      channel.output().write("POST /v1/suspend\n".getBytes(US_ASCII));
      channel.output().flush();
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
    assertThat(suspended).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789abcdef", "0123456789abcdef0123456789abcdeF"})
  void nobodyElseIsTold(String token) throws IOException {
    assertThatThrownBy(() -> CLIENT.ask(address(), token, "POST /v1/suspend", ""))
        .isInstanceOf(IOException.class);
    assertThat(suspended).hasValue(0);
  }

  /** As a scanner speaks, or somebody with curl: the token itself opens nothing either. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + TOKEN + "\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "SSH-2.0-scanner\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        ""
      })
  void notOneByteIsSaidToWhateverSpeaksOtherwise(String words) throws IOException {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(words.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      assertThat(read(socket)).isEmpty();
    }
  }

  private static byte[] read(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // It was closed with some of what came unread.
      return new byte[0];
    }
  }

  /** Neither while the gateway runs nor after a restart, which remembers nothing. */
  @Test
  void aRecordedExchangeEndsNothingEver() throws IOException {
    byte[] recorded;
    try (RecordingRelay relay = new RecordingRelay(address())) {
      CLIENT.ask(relay.address(), TOKEN, "POST /v1/enforce", "{}");
      recorded = relay.toGateway();
    }
    assertThat(enforced).hasSize(1);
    replay(recorded);
    replay(recorded);
    int port = api.port();
    api.close();
    api = api(port);
    replay(recorded);
    assertThat(enforced).hasSize(1);
    assertThat(ask("POST /v1/enforce", "{}").ok()).as("a new one").isTrue();
    assertThat(enforced).hasSize(2);
  }

  private void replay(byte[] recorded) throws IOException {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(recorded);
      socket.shutdownOutput();
      assertThat(read(socket).length).as("its first message, at most").isLessThanOrEqualTo(48);
    }
  }

  @Test
  void strangersThatHoldConnectionsKeepNoHolderOfTheTokenOut() throws IOException {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket stranger = connected();
        stranger.getOutputStream().write(new byte[i % 48]);
        strangers.add(stranger);
      }
      assertThat(ask("POST /v1/suspend", "").ok()).isTrue();
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void aTokenThatIsShortIsNone() throws IOException {
    Path token = Files.writeString(folder.resolve("short"), "0123456789abcde\n");
    assertThatThrownBy(() -> new StatusApi(new StatusListener(address(), token), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("16 characters");
  }
}
