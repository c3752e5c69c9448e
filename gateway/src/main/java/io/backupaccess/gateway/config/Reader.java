package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.ReaderConfig;
import io.backupaccess.noise.X25519;
import java.net.InetSocketAddress;
import java.security.InvalidKeyException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A pod that has volumes which this one has not.
 *
 * @param name by which volumes refer to it
 * @param address of its hop; empty: there is no such pod now
 * @param publicKey as {@link io.backupaccess.noise.StaticKeys} writes it
 */
public record Reader(String name, Optional<InetSocketAddress> address, String publicKey) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");

  static Reader of(ReaderConfig entry) throws BadEntryException {
    if (entry.publicKey() == null) {
      throw new BadEntryException("publicKey: 32 bytes in Base64 are needed here");
    }
    try {
      X25519.decoded(entry.publicKey());
    } catch (InvalidKeyException e) {
      throw new BadEntryException("publicKey: 32 bytes in Base64 are needed here");
    }
    return new Reader(
        name("name", entry.name()),
        entry.address() == null
            ? Optional.empty()
            : Optional.of(ServerSettings.address("address", entry.address())),
        entry.publicKey());
  }

  static String name(String field, String text) throws BadEntryException {
    if (text == null || !NAME.matcher(text).matches()) {
      throw new BadEntryException(
          field + ": 1 to 63 lower-case letters, digits and - are needed here");
    }
    return text;
  }
}
