package io.backupaccess.gateway.session;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.MemoryShare;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import io.backupaccess.gatewayconfig.ServerConfig.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.server.command.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands cost before they have a slot. */
class TransfersTest {
  private static final String COMMAND = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";
  private static final String SECLUDED = "rsync --server --sender -slogDtpre.iLsfxCIvu";

  private static final ServiceLimits LIMITS =
      new ServiceLimits(
          512,
          64,
          new ServiceLimits.MaxStartups(32, 30, 128),
          Duration.ofSeconds(30),
          6,
          10,
          16,
          64,
          1,
          new ServiceLimits.Penalties(
              false,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO));

  @TempDir Path folder;

  private Transfers transfers;
  private TransferCommands commands;
  private Login login;
  private AccessEnder access;

  @BeforeEach
  void prepare() throws IOException {
    Path db = Files.createDirectory(folder.resolve("db"));
    ActiveConfiguration configuration = configuration(db, "a", "db");
    Fingerprint granted = configuration.grants().keySet().iterator().next();
    login = new Login("a", new Credential.Key(granted), InetAddress.getLoopbackAddress());
    access = new AccessEnder(configuration, Clock.systemUTC());
    transfers = new Transfers(LIMITS, Duration.ofMinutes(10), access);
    commands = commands(folder.resolve("missing"));
  }

  /** One volume, and one key that is granted it. */
  private static ActiveConfiguration configuration(Path mount, String key, String volume) {
    String document =
        """
        {"keys": [
          {"name": "%s", "grants": [{"volume": "%s"}], "authorizedKeys":
           ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP32c6w3DqRLhSRgjTh5SwsQqQBRyU9APVY33RMnIV0o"]}],
         "volumes": [{"name": "%s", "mount": "%s"}]}
        """
            .formatted(key, volume, volume, mount);
    return ConfigReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private TransferCommands commands(Path launcher) throws IOException {
    return new TransferCommands(
        transfers,
        EnumSet.allOf(Protocol.class),
        new CommandPolicy(PolicyLimits.of(PolicyLimits.Confinement.PROVEN)),
        new Launcher(launcher, Path.of("/usr/bin/rsync"), Confinement.REQUIRED),
        MemoryShare.here(),
        Files.createDirectories(folder.resolve("run")),
        Clock.systemUTC(),
        new Readers(Optional.empty(), Map::of),
        pull -> {});
  }

  private RsyncTransfer pull(String command) {
    return (RsyncTransfer) commands.command(login, command.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aCommandWhoseArgumentsAreWaitedForTakesNoSlot() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(1);
    RsyncTransfer waiting = pull(SECLUDED);
    waiting.setInputStream(
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("Byte by byte");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            reading.countDown();
            try {
              arrived.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return -1;
          }
        });
    waiting.start(null, null);
    assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(transfers.count()).isZero();
    arrived.countDown();
  }

  @Test
  void argumentsThatDoNotArriveAreNotWaitedForWithoutEnd()
      throws IOException, InterruptedException {
    try (PipedOutputStream client = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(client)) {
      client.write('x');
      assertThat(new SecludedInput(in, Duration.ofMillis(50)).arguments()).isEmpty();
    }
  }

  @Test
  void whatComesBehindTheArgumentsIsLeft() throws IOException, InterruptedException {
    InputStream in =
        new ByteArrayInputStream("rsync\0.\0db/\0\0rest".getBytes(StandardCharsets.US_ASCII));
    SecludedInput input = new SecludedInput(in, Duration.ofSeconds(60));
    assertThat(input.arguments()).contains(List.of("rsync", ".", "db/"));
    assertThat(input.rest()).hasContent("rest");
  }

  @Test
  void theClientIsToldThatAPullCouldNotBeStarted() throws Exception {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    RsyncTransfer pull = pull(COMMAND);
    pull.setErrorStream(error);
    pull.setExitCallback((status, message, immediately) -> exit.complete(status));
    pull.start(null, null);
    assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(error).hasToString("the transfer could not be started\n");
    assertThat(transfers.count()).isZero();
  }

  /** Its client is idle, and its process, which is no launcher, ends at once. */
  @Test
  void theSlotOfASessionIsGivenBackWhenItsThreadIsGone() throws Exception {
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Command session = commands(Path.of("/bin/false")).sftp(login).orElseThrow();
    session.setInputStream(
        new InputStream() {
          private final CountDownLatch closed = new CountDownLatch(1);

          @Override
          public int read() {
            throw new IllegalStateException("Byte by byte");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            reader.complete(Thread.currentThread());
            try {
              closed.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            throw new IOException("closed");
          }

          @Override
          public void close() {
            closed.countDown();
          }
        });
    session.setExitCallback((status, message, immediately) -> exit.complete(status));
    session.start(null, null);
    assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(reader.get(60, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  /** At once, and not when its turn comes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransferThatWaitsForASlotEndsWithItsVolume(boolean sftp) throws Exception {
    Path media = Files.createDirectory(folder.resolve("media"));
    assertThat(transfers.admit(pull(COMMAND))).as("one that stays").isTrue();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Command waits = sftp ? commands.sftp(login).orElseThrow() : pull(COMMAND);
    waits.setErrorStream(error);
    waits.setExitCallback((status, message, immediately) -> exit.complete(status));
    waits.start(null, null);
    awaitThat("it waits", () -> transfers.waiting() == 1);
    access.enforce(configuration(media, "a", "media"));
    assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(error).hasToString("access was withdrawn\n");
    assertThat(transfers.count()).as("the other").isEqualTo(1);
  }
}
