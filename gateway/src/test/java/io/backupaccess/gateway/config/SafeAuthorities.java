package io.backupaccess.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether what certificates may do is what the document says of their authority. */
final class SafeAuthorities {
  static final List<String> PRINCIPALS = List.of("backup", "x", "nightly", "*", "");

  private final JsonNode document;

  SafeAuthorities(JsonNode document) {
    this.document = document;
  }

  static Credential.Certificate certificate(Fingerprint authority, String principal) {
    return new Credential.Certificate(
        new Fingerprint("SHA256:" + "k".repeat(42) + "0"),
        authority,
        "7",
        "id",
        Set.of(principal),
        Instant.EPOCH,
        Instant.MAX,
        Optional.empty());
  }

  /** An entry of that authority and name gives no less than what is granted. */
  void admits(Fingerprint authority, Grant grant) {
    FuzzAssert.that(
        entries(authority).stream().anyMatch(entry -> covers(entry, grant)),
        () -> "no entry of the authority grants this: " + grant);
  }

  private static boolean covers(JsonNode entry, Grant grant) {
    List<String> volumes = new ArrayList<>();
    entry.path("grants").forEach(granted -> volumes.add(granted.path("volume").asText()));
    return entry.path("name").asText().equals(grant.keyName())
        && !entry.hasNonNull("authorizedKeys")
        && grant.volumes().all().stream()
            .allMatch(volume -> volumes.contains(volume.name().value()))
        && (entry.path("sourceRanges").isEmpty() || !grant.networks().isEmpty())
        && (!entry.hasNonNull("expirationTime") || grant.expiry().isPresent());
  }

  /** The principal is the entry's alone, and nothing revokes the certificate. */
  void admits(Credential.Certificate certificate, Grant grant) {
    String principal = certificate.principals().iterator().next();
    List<JsonNode> entries = entries(certificate.authority());
    List<JsonNode> named =
        entries.stream()
            .filter(entry -> holds(authority(entry).path("principals"), principal))
            .toList();
    FuzzAssert.that(!named.isEmpty(), () -> "nobody's principal: " + principal);
    FuzzAssert.that(
        named.stream().anyMatch(entry -> covers(entry, grant)), () -> "another entry's: " + grant);
    for (JsonNode entry : entries) {
      JsonNode revoked = authority(entry).path("revoked");
      FuzzAssert.that(
          !holds(revoked.path("serials"), certificate.serial()), () -> "revoked by serial");
      FuzzAssert.that(!holds(revoked.path("keyIDs"), certificate.keyId()), () -> "revoked by id");
      for (Fingerprint print : List.of(certificate.fingerprint(), certificate.authority())) {
        FuzzAssert.that(
            !holds(revoked.path("fingerprints"), print.value()), () -> "revoked by fingerprint");
      }
    }
  }

  private static JsonNode authority(JsonNode entry) {
    return entry.path("certificateAuthority");
  }

  private static boolean holds(JsonNode texts, String text) {
    for (JsonNode each : texts) {
      if (each.isTextual() && each.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private List<JsonNode> entries(Fingerprint authority) {
    List<JsonNode> entries = new ArrayList<>();
    for (JsonNode entry : document.path("keys")) {
      String line = authority(entry).path("publicKey").asText();
      if (Arrays.stream(line.split("\\s+"))
          .anyMatch(word -> SafeConfiguration.fingerprint(word).equals(authority.value()))) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
