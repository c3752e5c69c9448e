package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The Secret between the operator and one gateway. */
public sealed interface GatewaySecret {

  String TOKEN = "token";
  String MOUNT_SEED = "mount-seed";

  /** How much randomness each of the two holds, written in URL-safe Base64 without padding. */
  int RANDOM_BYTES = 32;

  /** No Secret of that name. */
  record Absent() implements GatewaySecret {}

  /** It goes with a resource that is gone. */
  record Leaving() implements GatewaySecret {}

  /**
   * The Secret as it was made.
   *
   * @param token what the gateway's status port asks for
   * @param mountSeed what the names of the mounts are derived from
   */
  record Present(String token, String mountSeed) implements GatewaySecret {
    @Override
    public String toString() {
      return "Present[token and seed withheld]";
    }
  }

  /**
   * Something else has its name, or it was damaged.
   *
   * @param why a sentence that ends another
   */
  record Unusable(String why) implements GatewaySecret {}

  /** What the Secret is worth to the resource with that uid. */
  static GatewaySecret read(Secret secret, String uid) {
    if (Ownership.leaves(secret, uid)) {
      return new Leaving();
    }
    if (!Ownership.owns(uid, secret)) {
      return new Unusable("belongs to something else");
    }
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    try {
      String token =
          new String(
              Base64.getDecoder().decode(data.getOrDefault(TOKEN, "")), StandardCharsets.UTF_8);
      String seed =
          new String(
              Base64.getDecoder().decode(data.getOrDefault(MOUNT_SEED, "")),
              StandardCharsets.UTF_8);
      if (token.matches("[A-Za-z0-9_-]{43}")
          && Base64.getUrlDecoder().decode(seed).length == RANDOM_BYTES) {
        return new Present(token, seed);
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: as damaged as any other content.
    }
    return new Unusable("was changed");
  }
}
