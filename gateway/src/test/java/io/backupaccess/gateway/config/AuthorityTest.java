package io.backupaccess.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configuration's authorities let their certificates do. */
class AuthorityTest {
  private static final String CA =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICfdb7dbMw4hJyVZZYwwl68aTSITZIFwYJBo0rms6GOa";
  private static final String OTHER =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP32c6w3DqRLhSRgjTh5SwsQqQBRyU9APVY33RMnIV0o";
  private static final Fingerprint CA_PRINT = print(CA);
  private static final Fingerprint OTHER_PRINT = print(OTHER);
  private static final Fingerprint KEY = new Fingerprint("SHA256:" + "k".repeat(42) + "0");

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.7");

  private static Fingerprint print(String line) {
    return new Fingerprint(SafeConfiguration.fingerprint(line.split(" ", -1)[1]));
  }

  private static ActiveConfiguration read(String... keys) {
    return ConfigReader.read(
        """
        {"keys": [%s], "volumes": [{"name": "db", "mount": "/volumes/x/db"},
          {"name": "media", "mount": "/volumes/x/media"}]}
        """
            .formatted(String.join(", ", keys))
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String entry(String name, String authority, String principals, String more) {
    return """
        {"name": "%s", "certificateAuthority":
          {"publicKey": "%s", "principals": [%s]%s}, "grants": [{"volume": "db"}]}
        """
        .formatted(name, authority, principals, more);
  }

  private static String revoking(String text) {
    return ", \"revoked\": {" + text + "}";
  }

  private static Credential.Certificate certificate(String... principals) {
    return new Credential.Certificate(
        KEY,
        CA_PRINT,
        "7",
        "laptop",
        Set.copyOf(Arrays.asList(principals)),
        NOON.minusSeconds(60),
        NOON.plusSeconds(60),
        Optional.empty());
  }

  private static List<String> fields(ActiveConfiguration read) {
    return read.problems().stream().map(Problem::field).toList();
  }

  @Test
  void anEntryGrantsItsVolumesToThosePrincipalsOfThatAuthority() {
    ActiveConfiguration read = read(entry("team", CA, "\"backup\", \"nightly\"", ""));

    assertThat(read.problems()).isEmpty();
    Grant grant = read.grant(certificate("x", "nightly")).orElseThrow();
    assertThat(grant.keyName()).isEqualTo("team");
    assertThat(grant.fingerprint()).isEqualTo(KEY);
    assertThat(grant.volumes().all())
        .extracting(Granted::name)
        .containsExactly(new VolumeName("db"));
    assertThat(read.grant(certificate("x"))).isEmpty();
    assertThat(read.grant(certificate())).isEmpty();
    assertThat(read.grant(certificate("Backup"))).isEmpty();
    Credential.Certificate certificate = certificate("backup");
    assertThat(
            read.grant(
                new Credential.Certificate(
                    KEY,
                    OTHER_PRINT,
                    "7",
                    "laptop",
                    certificate.principals(),
                    certificate.begins(),
                    certificate.expires(),
                    Optional.empty())))
        .isEmpty();
  }

  @Test
  void neitherTheAuthorityNorTheCertifiedKeyIsAKeyThatLogsIn() {
    ActiveConfiguration read = read(entry("team", CA, "\"backup\"", ""));

    assertThat(read.grants()).isEmpty();
    assertThat(read.grant(new Credential.Key(CA_PRINT))).isEmpty();
    assertThat(read.grant(new Credential.Key(KEY))).isEmpty();
    assertThat(read.accepted()).containsExactly(CA_PRINT);
  }

  @Test
  void aListedKeyIsNoAuthority() {
    ActiveConfiguration read =
        read(
            "{\"name\": \"a\", \"authorizedKeys\": [\""
                + CA
                + "\"], \"grants\": [{\"volume\": \"db\"}]}");

    assertThat(read.grant(certificate("backup"))).isEmpty();
    assertThat(read.authorities()).isEmpty();
  }

  @Test
  void aCertificateIsAcceptedFromItsFirstInstantToTheOneBeforeItsLast() {
    Grant grant =
        read(entry("team", CA, "\"backup\"", "")).grant(certificate("backup")).orElseThrow();

    assertThat(grant.admits(new Origin(HERE, false), NOON.minusSeconds(60))).isTrue();
    assertThat(grant.admits(new Origin(HERE, false), NOON.minusSeconds(60).minusNanos(1)))
        .isFalse();
    assertThat(grant.admits(new Origin(HERE, false), NOON.plusSeconds(60).minusNanos(1))).isTrue();
    assertThat(grant.admits(new Origin(HERE, false), NOON.plusSeconds(60))).isFalse();
  }

  @Test
  void theEarlierOfTwoExpiriesCountsAndBothListsOfSources() throws BadEntryException {
    String entry =
        entry("team", CA, "\"backup\"", "")
            .replace(
                "\"grants\"",
                "\"sourceRanges\": [\"192.0.2.0/24\"], \"expirationTime\": \"2026-11-23T12:00:30Z\", \"grants\"");
    Credential.Certificate plain = certificate("backup");
    Credential.Certificate certificate =
        new Credential.Certificate(
            KEY,
            CA_PRINT,
            "7",
            "laptop",
            plain.principals(),
            plain.begins(),
            plain.expires(),
            Optional.of(SourceRule.parse(List.of("192.0.2.0/29", "203.0.113.7"))));

    Grant grant = read(entry).grant(certificate).orElseThrow();

    assertThat(grant.admits(new Origin(HERE, false), NOON)).isTrue();
    assertThat(grant.admits(new Origin(HERE, false), NOON.plusSeconds(30))).isFalse();
    assertThat(grant.admits(new Origin(InetAddress.ofLiteral("192.0.2.8"), false), NOON)).isFalse();
    assertThat(grant.admits(new Origin(InetAddress.ofLiteral("203.0.113.7"), false), NOON))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"serials\": [\"7\"]'",
        "'\"serials\": [\"1\", \"7\"]'",
        "'\"keyIDs\": [\"laptop\"]'",
      })
  void whatIsRevokedInAnyEntryIsRefusedInAll(String revoked) {
    ActiveConfiguration read =
        read(
            entry("team", CA, "\"backup\"", ""),
            entry("others", CA, "\"other\"", revoking(revoked)));

    assertThat(read.problems()).isEmpty();
    assertThat(read.grant(certificate("backup"))).isEmpty();
    assertThat(read.reasonAgainst(certificate("backup"))).isEqualTo("revoked");
    assertThat(read.accepted()).containsExactly(CA_PRINT);
  }

  @Test
  void aKeyAndAnAuthorityAreRevokedByTheirFingerprints() {
    String byKey = revoking("\"fingerprints\": [\"" + KEY + "\"]");
    String byAuthority = revoking("\"fingerprints\": [\"" + CA_PRINT + "\"]");

    assertThat(read(entry("a", CA, "\"backup\"", byKey)).grant(certificate("backup"))).isEmpty();
    ActiveConfiguration without = read(entry("a", CA, "\"backup\"", byAuthority));
    assertThat(without.grant(certificate("backup"))).isEmpty();
    assertThat(without.accepted()).isEmpty();
  }

  @Test
  void anotherAuthorityRevokesNothing() {
    ActiveConfiguration read =
        read(
            entry("team", CA, "\"backup\"", ""),
            entry("others", OTHER, "\"backup\"", revoking("\"serials\": [\"7\"]")));

    assertThat(read.grant(certificate("backup"))).isPresent();
  }

  /** Whatever else is wrong with the entry that revokes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"name\": \"others\"' | '\"name\": \"/\"'",
        "'\"principals\": [\"other\"]' | '\"principals\": []'",
        "'\"principals\": [\"other\"]' | '\"principals\": [\"*\"]'",
        "'\"grants\": [{\"volume\": \"db\"}]' | '\"grants\": []'",
        "'\"grants\": [{\"volume\": \"db\"}]' | '\"grants\": [{\"volume\": \"db\"}], \"sourceRanges\": [\"x\"]'",
        "'\"grants\": [{\"volume\": \"db\"}]' | '\"grants\": [{\"volume\": \"db\"}], \"unknown\": 1'",
        "'\"grants\": [{\"volume\": \"db\"}]' | '\"grants\": 7'",
        "'\"grants\": [{\"volume\": \"db\"}]' | '\"grants\": [{\"volume\": \"db\"}], \"authorizedKeys\": []'",
      })
  void aDisabledEntryRevokesAllTheSame(String part, String wrong) {
    String others = entry("others", CA, "\"other\"", revoking("\"serials\": [\"7\"]"));
    assertThat(others).contains(part);

    ActiveConfiguration read =
        read(entry("team", CA, "\"backup\"", ""), others.replace(part, wrong));

    assertThat(fields(read)).hasSize(1);
    assertThat(read.grant(certificate("backup"))).isEmpty();
    assertThat(read.grant(certificate("other"))).isEmpty();
  }

  /** Nobody knows who was meant. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"serials\": [\"07\"]",
        "\"serials\": [\"\"]",
        "\"serials\": [\"18446744073709551616\"]",
        "\"serials\": [null]",
        "\"serials\": [7.0]",
        "\"serials\": \"7\"",
        "\"keyIDs\": [\"\"]",
        "\"keyIDs\": {}",
        "\"fingerprints\": [\"MD5:00\"]",
        "\"fingerprints\": [\"SHA256:\"]",
        "\"serial\": [\"7\"]"
      })
  void whereARevocationCannotBeReadNoCertificateOfItsAuthorityIsAccepted(String revoked) {
    ActiveConfiguration read =
        read(
            entry("team", CA, "\"backup\"", ""),
            entry("others", CA, "\"other\"", revoking(revoked)),
            entry("apart", OTHER, "\"backup\"", ""));

    assertThat(fields(read)).anyMatch(field -> field.startsWith("keys[1].certificateAuthority"));
    assertThat(read.grant(certificate("backup"))).isEmpty();
    assertThat(read.accepted()).containsExactly(OTHER_PRINT);
  }

  @Test
  void aPrincipalOfTwoEntriesIsRefusedInBoth() {
    ActiveConfiguration read =
        read(
            entry("one", CA, "\"backup\", \"first\"", ""),
            entry("two", CA + " comment", "\"second\", \"backup\"", ""));

    assertThat(fields(read))
        .containsExactly(
            "keys[0].certificateAuthority.principals", "keys[1].certificateAuthority.principals");
    assertThat(read.grant(certificate("backup"))).isEmpty();
    assertThat(read.grant(certificate("first")).orElseThrow().keyName()).isEqualTo("one");
    assertThat(read.grant(certificate("second")).orElseThrow().keyName()).isEqualTo("two");
  }

  /** It would be chance which of them ruled. */
  @Test
  void aCertificateForPrincipalsOfTwoEntriesIsRefused() {
    ActiveConfiguration read =
        read(entry("one", CA, "\"first\"", ""), entry("two", CA, "\"second\"", ""));

    assertThat(read.problems()).isEmpty();
    assertThat(read.grant(certificate("first", "second"))).isEmpty();
    assertThat(read.reasonAgainst(certificate("first", "second"))).contains("several entries");
    assertThat(read.grant(certificate("first", "third"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"publicKey\": \"CA\"}",
        "{\"publicKey\": \"CA\", \"principals\": []}",
        "{\"publicKey\": \"CA\", \"principals\": [\"*\"]}",
        "{\"publicKey\": \"CA\", \"principals\": [null]}",
        "{\"publicKey\": \"CA\", \"principals\": \"backup\"}",
        "{\"publicKey\": \"cert-authority CA\", \"principals\": [\"backup\"]}",
        "{\"publicKey\": \"nonsense\", \"principals\": [\"backup\"]}",
        "{\"principals\": [\"backup\"]}",
        "{\"publicKey\": null, \"principals\": [\"backup\"]}",
        "{}",
        "[]",
        "7"
      })
  void anAuthorityThatIsWrongIsNone(String authority) {
    ActiveConfiguration read =
        read(
            "{\"name\": \"a\", \"grants\": [{\"volume\": \"db\"}], \"certificateAuthority\": "
                + authority.replace("CA", CA)
                + "}");

    assertThat(read.authorities()).isEmpty();
    assertThat(fields(read)).isNotEmpty().allMatch(field -> field.startsWith("keys[0]"));
  }

  @Test
  void anEntryHasKeysOrAnAuthority() {
    String both =
        entry("a", CA, "\"backup\"", "")
            .replace("\"grants\"", "\"authorizedKeys\": [\"" + OTHER + "\"], \"grants\"");

    ActiveConfiguration read = read(both);

    assertThat(fields(read)).containsExactly("keys[0]");
    assertThat(read.accepted()).isEmpty();
  }

  @Test
  void whereTheKernelDoesNotConfineAnAuthorityCountsLikeAKey() {
    String media = entry("b", OTHER, "\"backup\"", "").replace("\"db\"", "\"media\"");

    assertThat(read(entry("a", CA, "\"backup\"", "")).withoutConfinement().accepted())
        .containsExactly(CA_PRINT);
    assertThat(read(entry("a", CA, "\"backup\"", ""), media).withoutConfinement().accepted())
        .isEmpty();
  }
}
