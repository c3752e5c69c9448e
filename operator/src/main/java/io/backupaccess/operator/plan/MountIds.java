package io.backupaccess.operator.plan;

import io.backupaccess.operator.naming.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Names of mounts that nobody can guess who cannot read the gateway's Secret. A confined child can
 * still ask whether a path exists, so a path that can be guessed would tell.
 */
final class MountIds {

  private static final int BYTES = 16;

  private final byte[] seed;
  private final String uid;

  /**
   * @param seed random, made once for the resource; URL-safe Base64
   * @param uid of the resource
   */
  MountIds(String seed, String uid) {
    this.seed = Base64.getUrlDecoder().decode(seed);
    this.uid = uid;
  }

  /** 32 hexadecimal digits, the same whenever asked. */
  String of(String volume) {
    byte[] id = Digests.hmac(seed, (uid + "/" + volume).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(id, 0, BYTES);
  }
}
