package io.backupaccess.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.api.sshkey.AuthorityFormats;
import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is revoked, of all entries, those too that are disabled for something else: it counts
 * wherever their authority is accepted. Where it cannot be read, nobody knows who was meant, and no
 * certificate of that authority is accepted.
 */
final class RevocationReader {
  private static final String NOBODY =
      "what is revoked cannot be read: no certificate of this authority is accepted";

  private final ObjectMapper json;
  private final List<Problem> problems;
  private final Map<Fingerprint, Revocations> revoked = new HashMap<>();

  RevocationReader(ObjectMapper json, List<Problem> problems) {
    this.json = json;
    this.problems = problems;
  }

  /** What each authority's certificates are refused for. */
  Map<Fingerprint, Revocations> read(JsonNode keys) {
    for (int i = 0; i < keys.size(); i++) {
      JsonNode authority = keys.path(i).path("certificateAuthority");
      String field = "keys[" + i + "].certificateAuthority";
      Set<Fingerprint> about = authorities(authority);
      if (!about.isEmpty()) {
        Revocations given = revocations(authority, field);
        about.forEach(key -> revoked.merge(key, given, Revocations::and));
      }
    }
    return revoked;
  }

  /**
   * Which authority the entry is about: whose line is wrong may still hold a key, and what is
   * revoked for that one counts.
   */
  private static Set<Fingerprint> authorities(JsonNode entry) {
    String line = entry.path("publicKey").asText();
    try {
      return Set.of(new Fingerprint(SshPublicKey.parseAuthority(line).fingerprint()));
    } catch (KeyFormatException e) {
      return Arrays.stream(line.split("\\s+"))
          .filter(word -> !word.isEmpty())
          .flatMap(word -> fingerprint(word).stream())
          .collect(Collectors.toSet());
    }
  }

  private static Optional<Fingerprint> fingerprint(String base64) {
    try {
      return Optional.of(Fingerprint.of(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Revocations revocations(JsonNode entry, String field) {
    try {
      AuthorityConfig config = json.treeToValue(entry, AuthorityConfig.class);
      AuthorityConfig.Revoked given = config.revoked();
      if (given == null) {
        return Revocations.NONE;
      }
      Set<Fingerprint> prints = new LinkedHashSet<>();
      for (String print :
          each(given.fingerprints(), "fingerprints", AuthorityFormats::isFingerprint)) {
        prints.add(new Fingerprint(print));
      }
      return new Revocations(
          each(given.serials(), "serials", AuthorityFormats::isSerial),
          each(given.keyIDs(), "keyIDs", AuthorityFormats::isKeyId),
          prints,
          false);
    } catch (BadEntryException e) {
      problems.add(new Problem(field + ".revoked." + e.getMessage(), NOBODY));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      problems.add(new Problem(field, NOBODY));
    }
    return Revocations.ALL;
  }

  /** Throws the path of what is wrong. */
  private static Set<String> each(
      @Nullable List<String> texts, String field, Predicate<String> rule) throws BadEntryException {
    Set<String> set = new LinkedHashSet<>();
    if (texts != null) {
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        if (text == null || !rule.test(text)) {
          throw new BadEntryException(field + "[" + i + "]");
        }
        set.add(text);
      }
    }
    return set;
  }
}
