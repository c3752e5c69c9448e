package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.AuthorityConfig.Revoked;
import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the sessions of certificates that are no longer accepted. */
class CertificateEndTest {
  /** Until keys and certificates that expire here have done so. */
  private static final Duration VALIDITY = Duration.ofHours(1);

  @TempDir Path folder;

  private TestGateway gateway;
  private SigningKey authority;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
    Processes.bash(gateway.volume("db"), "truncate -s 400M large");
    gateway.volume("media");
    authority = SigningKey.make(gateway, "authority", "ed25519");
    gateway.with(SigningKey.entry("team", authority.accepts("backup")));
    gateway.with(SigningKey.entry("others", authority.accepts("goes")));
    gateway.start();
    authority.certify("stays", "-z", "1");
    authority.certify("goes", "-z", "2", "-n", "goes");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** A pull that would take minutes, and has begun. */
  private Process endlessPull(String owner) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy of " + owner));
    Process pull =
        Processes.start(
            gateway
                .client(owner)
                .rsyncCommand("-a", "--inplace", "--bwlimit=400", host() + ":db/", copy + "/"));
    Processes.awaitReceiving(copy.resolve("large"));
    return pull;
  }

  private static void assertIsEnded(Process pull) {
    assertThat(Processes.await(pull).exit()).isNotZero();
  }

  private boolean accepts(String owner) {
    return gateway.client(owner).command("true").exit() == 0;
  }

  static Stream<Arguments> revocations() {
    return Stream.of(
        Arguments.of("by serial", (Revocation) authority -> new Revoked(List.of("2"), null, null)),
        Arguments.of("by id", (Revocation) authority -> new Revoked(null, List.of("goes"), null)),
        Arguments.of(
            "by fingerprint",
            (Revocation)
                authority -> new Revoked(null, null, List.of(authority.fingerprint("goes")))));
  }

  private interface Revocation {
    Revoked by(SigningKey authority);
  }

  /** The revocation is in the entry of the others. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("revocations")
  void aRevokedCertificateEndsAndNoOther(String how, Revocation revocation) throws IOException {
    Process ended = endlessPull("goes");
    Process runs = endlessPull("stays");
    gateway.with(SigningKey.entry("team", authority.revoking(revocation.by(authority), "backup")));
    gateway.configure();
    assertIsEnded(ended);
    assertThat(accepts("goes")).isFalse();
    assertThat(accepts("stays")).isTrue();
    assertThat(runs.isAlive()).isTrue();
    runs.destroy();
  }

  private void assertEnds(Supplier<TestGateway> change) throws IOException {
    Process ended = endlessPull("goes");
    Process runs = endlessPull("stays");
    change.get().configure();
    assertIsEnded(ended);
    assertThat(accepts("goes")).isFalse();
    assertThat(runs.isAlive()).isTrue();
    runs.destroy();
  }

  @Test
  void theCertificatesOfARemovedEntryEnd() throws IOException {
    assertEnds(() -> gateway.without("others"));
  }

  @Test
  void aPrincipalThatIsTakenAwayEndsItsCertificates() throws IOException {
    assertEnds(() -> gateway.with(SigningKey.entry("others", authority.accepts("else"))));
  }

  @Test
  void anAuthorityThatIsReplacedEndsItsCertificates() throws IOException {
    SigningKey next = SigningKey.make(gateway, "next", "ed25519");
    assertEnds(() -> gateway.with(SigningKey.entry("others", next.accepts("goes"))));
  }

  @Test
  void anEntryForOtherSourcesEndsItsCertificates() throws IOException {
    assertEnds(() -> gateway.with(others(List.of("203.0.113.0/24"), null)));
  }

  @Test
  void anEntryThatExpiresEndsItsCertificates() throws IOException {
    assertEnds(
        () -> {
          gateway.with(others(null, Instant.now().plus(VALIDITY))).configure();
          gateway.passTime(VALIDITY);
          return gateway;
        });
  }

  private KeyConfig others(@Nullable List<String> from, @Nullable Instant expiry) {
    return new KeyConfig(
        "others",
        null,
        authority.accepts("goes"),
        List.of(GrantConfig.full("db")),
        null,
        from,
        expiry,
        null);
  }

  @Test
  void aCertificateThatExpiresWhileItPullsIsEndedAndIsNoMoreAccepted() throws IOException {
    Process runs = endlessPull("stays");
    authority.certify("brief", "-V", "-1m:+" + VALIDITY.toSeconds() + "s");
    Process pull = endlessPull("brief");
    gateway.passTime(VALIDITY);
    assertIsEnded(pull);
    assertThat(accepts("brief")).isFalse();
    assertThat(runs.isAlive()).isTrue();
    runs.destroy();
  }

  @Test
  void anIdleConnectionOfARevokedCertificateIsEnded() {
    Path control = folder.resolve("control");
    Process master =
        Processes.start(
            gateway.client("goes").sshCommand("-M", "-N", "-S", control.toString(), host()));
    awaitThat("the connection is there", () -> Files.exists(control));
    gateway.with(
        SigningKey.entry(
            "others", authority.revoking(new Revoked(List.of("2"), null, null), "goes")));
    gateway.configure();
    assertThat(Processes.await(master).err()).contains("Access ended");
  }

  @Test
  void aNewAuthorityIsAcceptedWithoutTouchingAPullThatRuns() throws IOException {
    Process runs = endlessPull("stays");
    SigningKey next = SigningKey.make(gateway, "next", "ed25519");
    next.certify("comes");
    gateway.with(SigningKey.entry("new", next.accepts("backup"))).configure();
    awaitThat("the new one is accepted", () -> accepts("comes"));
    assertThat(runs.isAlive()).isTrue();
    runs.destroy();
  }
}
