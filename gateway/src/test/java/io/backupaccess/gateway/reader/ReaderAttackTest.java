package io.backupaccess.gateway.reader;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.hop.HopChannel;
import io.backupaccess.gateway.hop.HopChannel.Frame;
import io.backupaccess.gateway.hop.HopChannel.Kind;
import io.backupaccess.gateway.hop.HopEnd;
import io.backupaccess.gateway.hop.HopKeys;
import io.backupaccess.gateway.hop.HopRequest;
import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.noise.StaticKeys;
import io.backupaccess.noise.X25519;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader against strangers, and against a gateway that was taken over. */
@Timeout(180)
class ReaderAttackTest {
  private static final InetAddress SOURCE = InetAddress.ofLiteral("203.0.113.9");
  private static final String PULL = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";

  @TempDir Path folder;

  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("letter"), "what backups read");
    Files.writeString(gateway.volume("secret").resolve("letter"), "what nobody reads");
    Path inbox = gateway.volume("inbox");
    gateway.with(
        new VolumeConfig(
            "inbox", inbox.toString(), null, VolumeConfig.Mode.WRITE_ONLY, null, null));
    gateway.grant("backup", "db", "inbox");
    gateway.with(
        new KeyConfig(
            "bound",
            List.of(gateway.publicKey("bound")),
            List.of("db"),
            null,
            List.of("198.51.100.0/24"),
            null));
    gateway.throughReader("db", "secret", "inbox").start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Credential key(String name) {
    try {
      return new Credential.Key(
          Fingerprint.of(
              AuthorizedKeyEntry.parseAuthorizedKeyEntry(gateway.publicKey(name))
                  .resolvePublicKey(null, null)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HopRequest pull(Credential credential) {
    return new HopRequest(
        credential, SOURCE, HopRequest.Command.of(PULL.getBytes(StandardCharsets.US_ASCII)));
  }

  private static HopRequest files(Credential credential, String... volumes) {
    return new HopRequest(credential, SOURCE, new HopRequest.Files(List.of(volumes)));
  }

  /** What the reader says about a request, and how that ended. */
  private record Answer(String output, String errors, HopEnd end) {}

  private Answer ask(HopRequest request) throws IOException {
    try (HopChannel channel = gateway.hop()) {
      request.send(channel);
      channel.send(Kind.INPUT_END);
      StringBuilder output = new StringBuilder();
      StringBuilder errors = new StringBuilder();
      while (true) {
        Frame frame = channel.receive();
        String text = new String(frame.copy(), StandardCharsets.ISO_8859_1);
        switch (frame.kind()) {
          case OUTPUT -> output.append(text);
          case ERROR -> errors.append(text);
          case END -> {
            return new Answer(output.toString(), errors.toString(), HopEnd.of(frame));
          }
          default -> {}
        }
      }
    }
  }

  private void nothingIsLeft() {
    awaitThat(
        "no transfer is left",
        () -> transfers() == 0 && ProcessHandle.current().children().noneMatch(this::isLauncher));
  }

  private boolean isLauncher(ProcessHandle process) {
    return process.info().arguments().map(List::of).orElse(List.of()).stream()
        .anyMatch(argument -> argument.contains(folder.toString()));
  }

  private int transfers() {
    return gateway.readerTransfers();
  }

  @Test
  void whatItsGatewayAsksForIsDone() throws IOException {
    Answer pulled = ask(pull(key("backup")));
    assertThat(pulled.output()).as("rsync has begun").isNotEmpty();
    assertThat(pulled.end().status()).as("and has missed its client").isEqualTo(12);
    nothingIsLeft();
  }

  @Test
  void oneWithoutAKeyOfTheResourceIsNotHeard() {
    HopKeys another = TestGateway.hopKeys(StaticKeys.make());
    HopKeys ofAnother = new HopKeys(gateway.hopKeys().own(), "another-resource");

    assertThatThrownBy(() -> gateway.hop(another)).hasRootCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> gateway.hop(ofAnother)).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aReaderThatIsNotTheExpectedOneIsTalkedToNoFurther() throws Exception {
    byte[] expected = X25519.decoded(StaticKeys.make().publicKey());

    assertThatThrownBy(() -> HopChannel.call(gateway.hopAddress(), gateway.hopKeys(), expected))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 47, 48, 49, 5000})
  void strangersAreToldNothing(int bytes) throws IOException {
    byte[] said = new byte[bytes];
    new SecureRandom().nextBytes(said);
    try (Socket socket = new Socket(gateway.hopAddress().getAddress(), gateway.reader().port())) {
      socket.getOutputStream().write(said);
      socket.shutdownOutput();
      socket.setSoTimeout(60_000);
      assertThat(answer(socket)).isEmpty();
    }
  }

  private static byte[] answer(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException reset) {
      return new byte[0];
    }
  }

  @Test
  void strangersInGreatNumbersDoNotKeepItsGatewayOut() throws IOException {
    Socket[] strangers = new Socket[300];
    try {
      for (int i = 0; i < strangers.length; i++) {
        strangers[i] = new Socket(gateway.hopAddress().getAddress(), gateway.reader().port());
      }
      assertThat(ask(files(key("backup"), "db")).end().status()).isZero();
    } finally {
      for (Socket stranger : strangers) {
        if (stranger != null) {
          stranger.close();
        }
      }
    }
  }

  @Test
  void aKeyThatIsNotGrantedGetsNothingWhateverTheGatewaySays() throws IOException {
    Answer unknown = ask(pull(new Credential.Key(new Fingerprint("SHA256:" + "A".repeat(43)))));
    assertThat(unknown.end().status()).isEqualTo(1);
    assertThat(unknown.errors()).isEqualTo("access was withdrawn\n");
    assertThat(unknown.output()).isEmpty();

    assertThat(ask(pull(key("bound"))).errors())
        .as("its networks do not have the source that is told")
        .isEqualTo("access was withdrawn\n");
  }

  @Test
  void aVolumeThatIsNotGrantedIsNotOpened() throws IOException {
    for (String volume : List.of("secret", "inbox", "nothing", "../secret", "db/../secret", "")) {
      Answer answer = ask(files(key("backup"), "db", volume));
      assertThat(answer.end().status()).as(volume).isEqualTo(1);
      assertThat(answer.errors()).as(volume).isEqualTo("a volume is not available now\n");
      assertThat(answer.output()).as(volume).isEmpty();
    }
    assertThat(ask(files(key("backup"), "db")).end().status()).isZero();
  }

  @Test
  void itsGrantsEndATransferThatTheGatewayLetsGoOn() throws IOException {
    try (HopChannel channel = gateway.hop()) {
      files(key("backup"), "db").send(channel);
      awaitThat("it runs", () -> transfers() == 1);

      gateway.without("backup").configure();

      Frame frame = channel.receive();
      assertThat(frame.kind()).isEqualTo(Kind.ERROR);
      assertThat(new String(frame.copy(), StandardCharsets.US_ASCII))
          .isEqualTo("access was withdrawn\n");
      assertThat(HopEnd.of(channel.receive()).status()).isEqualTo(1);
    }
    nothingIsLeft();
  }

  @Test
  void aConnectionThatEndsEndsWhatItCaused() throws IOException {
    for (int i = 0; i < 8; i++) {
      try (HopChannel channel = gateway.hop()) {
        pull(key("backup")).send(channel);
        awaitThat("it runs", () -> transfers() == 1);
      }
      nothingIsLeft();
    }
  }

  @Test
  void moreInputThanThereIsCreditForEndsTheConnection() throws IOException {
    try (HopChannel channel = gateway.hop()) {
      pull(key("backup")).send(channel);
      assertThatThrownBy(
              () -> {
                // rsync's client says nothing before it has heard its server.
                byte[] much = new byte[HopChannel.LARGEST];
                for (int i = 0; i < 4096; i++) {
                  channel.send(Kind.INPUT, much);
                }
                while (true) {
                  channel.receive();
                }
              })
          .isInstanceOf(IOException.class);
    }
    nothingIsLeft();
  }

  @Test
  void framesOutOfTurnEndTheConnection() throws IOException {
    for (Kind kind : List.of(Kind.REQUEST, Kind.REQUEST_END, Kind.OUTPUT, Kind.END, Kind.CREDIT)) {
      try (HopChannel channel = gateway.hop()) {
        files(key("backup"), "db").send(channel);
        channel.send(kind, new byte[4]);
        assertThatThrownBy(
                () -> {
                  while (true) {
                    channel.receive();
                  }
                })
            .as(kind.name())
            .isInstanceOf(IOException.class);
      }
    }
    nothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"fingerprint\": null}",
        "{\"fingerprint\": \"x\", \"source\": \"localhost\", \"command\": \"x\"}",
        "{\"fingerprint\": \"x\", \"source\": \"10.0.0.1\"}",
        "{\"fingerprint\": \"x\", \"source\": \"10.0.0.1\", \"command\": \"x\", \"volumes\": []}",
        "{\"fingerprint\": \"x\", \"source\": \"10.0.0.1\", \"volumes\": [null]}",
        "{\"fingerprint\": \"x\", \"source\": \"10.0.0.1\", \"certificate\": {}, \"volumes\": []}"
      })
  void whatIsNoRequestEndsTheConnection(String json) throws IOException {
    try (HopChannel channel = gateway.hop()) {
      channel.send(Kind.REQUEST, json.getBytes(StandardCharsets.UTF_8));
      channel.send(Kind.REQUEST_END);
      assertThatThrownBy(channel::receive).isInstanceOf(IOException.class);
    }
    assertThat(ask(files(key("backup"), "db")).end().status()).as("others are served").isZero();
  }

  @Test
  void aRequestWithoutEndIsReadToItsBoundAlone() throws IOException {
    try (HopChannel channel = gateway.hop()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 64; i++) {
                  channel.send(Kind.REQUEST, new byte[HopChannel.LARGEST]);
                }
                channel.receive();
              })
          .isInstanceOf(IOException.class);
    }
  }
}
