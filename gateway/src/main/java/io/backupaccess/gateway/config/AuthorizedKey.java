package io.backupaccess.gateway.config;

import io.backupaccess.api.sshkey.AuthorizedKeys;
import io.backupaccess.api.sshkey.AuthorizedKeysLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code authorized_keys}.
 *
 * @param fingerprint the key
 * @param from where it may be used from; empty: anywhere
 * @param expiry from this instant on it is refused; empty: never
 */
public record AuthorizedKey(
    Fingerprint fingerprint, Optional<SourceRule> from, Optional<Instant> expiry) {

  /** Reads a line. */
  public static AuthorizedKey parse(String line) throws BadEntryException {
    List<AuthorizedKeysLine> lines = AuthorizedKeys.parse(line);
    if (lines.size() != 1) {
      throw new BadEntryException("one line with one key is needed here");
    }
    return switch (lines.getFirst()) {
      case AuthorizedKeysLine.Refused refused -> throw new BadEntryException(refused.reason());
      case AuthorizedKeysLine.Accepted accepted ->
          new AuthorizedKey(
              new Fingerprint(accepted.key().fingerprint()),
              from(accepted.options().from()),
              Optional.ofNullable(accepted.options().expiresAt()));
    };
  }

  private static Optional<SourceRule> from(List<String> texts) throws BadEntryException {
    return texts.isEmpty() ? Optional.empty() : Optional.of(SourceRule.parse(texts));
  }
}
