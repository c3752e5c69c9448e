package io.backupaccess.statusport;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a gateway answers at its status port.
 *
 * @param code as in HTTP: 200, 400, 404 or 500
 * @param body JSON of a 200 that tells something, else a few words
 */
public record StatusAnswer(int code, String body) {
  private static final int OK = 200;

  /** Whether it is what was asked for. */
  public boolean ok() {
    return code == OK;
  }

  /** A digest of the body, for {@code GET /v1/status?unlike=DIGEST}. */
  public String digest() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
