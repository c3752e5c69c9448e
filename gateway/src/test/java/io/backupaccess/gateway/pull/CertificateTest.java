package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.AuthorityConfig.Revoked;
import io.backupaccess.gatewayconfig.GrantConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose certificates are accepted, with what {@code ssh-keygen} makes and {@code ssh} sends. */
class CertificateTest {
  private static final Outcome WELCOME = new Outcome(0, "", "");
  private static final String DENIED = "backup@127.0.0.1: Permission denied (publickey).\r\n";

  @TempDir static Path folder;

  private static TestGateway gateway;
  private static SigningKey authority;
  private static SigningKey stranger;
  private static Path db;

  @BeforeAll
  static void start() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Files.writeString(db.resolve("file"), "content");
    gateway.volume("media");
    authority = SigningKey.make(gateway, "authority", "ed25519");
    stranger = SigningKey.make(gateway, "stranger", "ed25519");
    Revoked revoked =
        new Revoked(
            List.of("666", "18446744073709551615"),
            List.of("lost laptop"),
            List.of(fingerprintOf("stolen")));
    gateway.with(SigningKey.entry("team", authority.revoking(revoked, "backup", "nightly")));
    gateway.with(entry("far", authority.accepts("far"), List.of("203.0.113.0/24"), null));
    gateway.with(
        entry("past", authority.accepts("past"), null, Instant.parse("2020-01-01T00:00:00Z")));
    gateway.with(SigningKey.entry("twin1", authority.accepts("twin", "one")));
    gateway.with(SigningKey.entry("twin2", authority.accepts("twin", "two")));
    for (String type : List.of("ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048")) {
      SigningKey other = SigningKey.make(gateway, "by " + type, type.split(" "));
      gateway.with(SigningKey.entry(type.replace(' ', '.'), other.accepts("backup")));
    }
    SigningKey refused = SigningKey.make(gateway, "refused", "ed25519");
    Revoked itself = new Revoked(null, null, List.of(refused.fingerprint("refused")));
    gateway.with(SigningKey.entry("refused", refused.revoking(itself, "backup")));
    gateway.grant("plain", "db").start();
  }

  private static String fingerprintOf(String owner) {
    gateway.publicKey(owner);
    return authority.fingerprint(owner);
  }

  private static KeyConfig entry(
      String name,
      io.backupaccess.gatewayconfig.AuthorityConfig authority,
      @Nullable List<String> from,
      @Nullable Instant expiry) {
    return new KeyConfig(
        name, null, authority, List.of(GrantConfig.full("db")), null, from, expiry, null);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static void assertRefused(Client client) {
    Outcome refused = client.command("true");
    assertThat(refused.exit()).isEqualTo(255);
    assertThat(refused.err()).isEqualTo(DENIED);
  }

  @Test
  void aCertificatePullsWhatItsEntryGrants() {
    Client client = authority.certify("puller");
    assertThat(client.pull("db/", folder.resolve("copy"))).isEqualTo(WELCOME);
    Trees.assertSame(db, folder.resolve("copy"));
    assertThat(client.pull("media/", folder.resolve("other")).exit()).isEqualTo(23);
  }

  @Test
  void theKeyOfACertificateAloneIsNotAccepted() throws IOException {
    Client client = authority.certify("bare");
    assertThat(client.command("true")).isEqualTo(WELCOME);
    Files.delete(authority.certificate("bare"));
    assertRefused(client);
  }

  @Test
  void theKeyOfTheAuthorityDoesNotLogIn() {
    assertRefused(gateway.client("authority"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
  void keysOfTheseTypesCanBeCertified(String type) {
    String owner = "owner of " + type;
    authority.keyPair(owner, type.split(" "));
    assertThat(authority.certify(owner).command("true")).isEqualTo(WELCOME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
  void keysOfTheseTypesCanCertify(String type) {
    SigningKey by = new SigningKey(gateway, "by " + type);
    assertThat(by.certify("certified by " + type).command("true")).isEqualTo(WELCOME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-sha2-256", "rsa-sha2-512"})
  void anRsaKeySignsWithSha2(String algorithm) {
    String owner = "signs with " + algorithm;
    authority.keyPair(owner, "rsa", "-b", "2048");
    Client client = authority.certify(owner);
    String accepted = "PubkeyAcceptedAlgorithms=" + algorithm + "-cert-v01@openssh.com";
    assertThat(client.ssh("-o", accepted, "-T", Client.host(), "true")).isEqualTo(WELCOME);
  }

  @Test
  void anRsaKeyDoesNotSignWithSha1() {
    authority.keyPair("signs with sha1", "rsa", "-b", "2048");
    Client client = authority.certify("signs with sha1");
    assertThat(client.command("true")).isEqualTo(WELCOME);
    String accepted = "PubkeyAcceptedAlgorithms=ssh-rsa-cert-v01@openssh.com";
    assertThat(client.ssh("-o", accepted, "-T", Client.host(), "true").exit()).isEqualTo(255);
  }

  @ParameterizedTest
  @CsvSource({
    "several, '-n', 'x,nightly,y'",
    "both-of-one, '-n', 'backup,nightly'",
    "for-ever, '-V', 'always:forever'",
    "an-hour, '-V', '-1h:+1h'",
    "near, '-O', 'source-address=127.0.0.0/8,203.0.113.7'",
    "extended, '-O', 'extension:something@example.org=x'",
    "numbered, '-z', '665'"
  })
  void theseAreAccepted(String owner, String option, String value) {
    assertThat(authority.certify(owner, option, value).command("true")).isEqualTo(WELCOME);
  }

  @ParameterizedTest
  @CsvSource({
    "another, '-n', 'root'",
    "case, '-n', 'Backup'",
    "longer, '-n', 'backup2'",
    "wildcard, '-n', '*'",
    "in-far-entry, '-n', 'far'",
    "in-past-entry, '-n', 'past'",
    "in-two-entries, '-n', 'twin'",
    "of-two-entries, '-n', 'backup,one'",
    "expired, '-V', '-2h:-1h'",
    "not-yet, '-V', '+1h:+2h'",
    "elsewhere, '-O', 'source-address=203.0.113.0/24'",
    "forced, '-O', 'force-command=true'",
    "verified, '-O', 'verify-required'",
    "unknown, '-O', 'critical:something@example.org=x'",
    "serial, '-z', '666'",
    "greatest, '-z', '18446744073709551615'",
    "id, '-I', 'lost laptop'",
    "stolen, '-z', '1'"
  })
  void theseAreRefusedAllInTheSameWay(String owner, String option, String value) {
    assertRefused(authority.certify(owner, option, value));
  }

  @Test
  void whatIsRevokedInOneEntryIsRefusedInTheOthersOfItsAuthority() {
    assertThat(authority.certify("of-one", "-n", "one").command("true")).isEqualTo(WELCOME);
    assertRefused(authority.certify("of-one", "-n", "one", "-z", "666"));
  }

  @Test
  void aCertificateWithoutPrincipalsIsForNobody() {
    assertRefused(authority.certifyAsSaid("anybody", "-I", "anybody"));
  }

  @Test
  void aCertificateOfAHostIsNoUsers() {
    assertRefused(authority.certify("host-certificate", "-h"));
  }

  @Test
  void theCertificateOfAStrangerIsRefused() {
    assertRefused(stranger.certify("stranger's"));
  }

  @Test
  void anAuthorityCanRevokeItself() {
    assertRefused(new SigningKey(gateway, "refused").certify("of-refused"));
  }

  @Test
  void anAuthorityThatSignsWithSha1IsNotBelieved() {
    SigningKey rsa = new SigningKey(gateway, "by rsa -b 2048");
    assertRefused(rsa.certify("signed with sha1", "-t", "ssh-rsa"));
    assertThat(rsa.certify("signed with sha2", "-t", "rsa-sha2-256").command("true"))
        .isEqualTo(WELCOME);
  }

  @Test
  void aKeyThatIsListedNeedsNoCertificateAndACertificateAddsNothingToIt() throws IOException {
    Client client = stranger.certify("plain");
    String onlyCertificate = "PubkeyAcceptedAlgorithms=ssh-ed25519-cert-v01@openssh.com";
    assertThat(client.ssh("-o", onlyCertificate, "-T", Client.host(), "true").exit())
        .isEqualTo(255);
    Files.delete(stranger.certificate("plain"));
    assertThat(client.command("true")).isEqualTo(WELCOME);
  }

  @Test
  void theUserNameDoesNotMatter() {
    Client client = authority.certify("named");
    assertThat(client.ssh("-T", "-l", "root", "127.0.0.1", "true")).isEqualTo(WELCOME);
  }
}
