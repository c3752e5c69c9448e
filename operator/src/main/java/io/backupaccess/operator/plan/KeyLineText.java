package io.backupaccess.operator.plan;

import io.backupaccess.api.sshkey.AuthorizedKeysLine;
import io.backupaccess.api.sshkey.KeyOptions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a line for the gateway from what was understood of the owner's: nothing that the parser
 * did not type gets there.
 */
final class KeyLineText {

  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private KeyLineText() {}

  static String of(AuthorizedKeysLine.Accepted line) {
    KeyOptions options = line.options();
    List<String> text = new ArrayList<>();
    if (!options.from().isEmpty()) {
      text.add("from=\"" + String.join(",", options.from()) + "\"");
    }
    Instant expiresAt = options.expiresAt();
    if (expiresAt != null) {
      text.add("expiry-time=\"" + EXPIRY.format(expiresAt) + "\"");
    }
    String key = line.key().line();
    return text.isEmpty() ? key : String.join(",", text) + " " + key;
  }
}
