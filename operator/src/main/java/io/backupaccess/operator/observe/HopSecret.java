package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/** The Secret with the keys of one side of the hop, a gateway's or a reader's. */
public sealed interface HopSecret {

  String PRIVATE_KEY = "hop-private-key";
  String PUBLIC_KEY = "hop-public-key";

  /** Of readers alone: that of a gateway is in its {@link GatewaySecret}. */
  String TOKEN = GatewaySecret.TOKEN;

  Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{43}=");
  Pattern TOKEN_TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** No Secret of that name. */
  record Absent() implements HopSecret {}

  /** It goes with something that is gone. */
  record Leaving() implements HopSecret {}

  /**
   * The Secret as it was made.
   *
   * @param token what the status port asks for; empty in a gateway's
   */
  record Present(String token, String publicKey) implements HopSecret {
    @Override
    public String toString() {
      return "Present[" + publicKey + ", token withheld]";
    }
  }

  /**
   * Something else has its name, or it was damaged.
   *
   * @param why a sentence that ends another
   */
  record Unusable(String why) implements HopSecret {}

  /** What the Secret is worth to the gateway of the resource with that uid. */
  static HopSecret ofGateway(Secret secret, String uid) {
    if (Ownership.leaves(secret, uid)) {
      return new Leaving();
    }
    return Ownership.owns(uid, secret) ? read(secret, "") : foreign();
  }

  /**
   * What the Secret is worth to a reader.
   *
   * @param configMapUid of the reader's ConfigMap, with which the Secret goes
   */
  static HopSecret ofReader(Secret secret, String configMapUid) {
    if (secret.getMetadata().getDeletionTimestamp() != null) {
      return new Leaving();
    }
    if (!Ownership.owns(configMapUid, secret)) {
      return secret.getMetadata().getOwnerReferences().stream()
              .anyMatch(owner -> owner.getKind().equals("ConfigMap"))
          ? new Leaving()
          : foreign();
    }
    String token = text(secret, TOKEN);
    return TOKEN_TEXT.matcher(token).matches() ? read(secret, token) : damaged();
  }

  private static HopSecret read(Secret secret, String token) {
    String publicKey = text(secret, PUBLIC_KEY);
    return KEY.matcher(publicKey).matches() && KEY.matcher(text(secret, PRIVATE_KEY)).matches()
        ? new Present(token, publicKey)
        : damaged();
  }

  private static String text(Secret secret, String name) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    try {
      return new String(
          Base64.getDecoder().decode(data.getOrDefault(name, "")), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Not Base64: as damaged as any other content.
      return "";
    }
  }

  private static Unusable foreign() {
    return new Unusable("belongs to something else");
  }

  private static Unusable damaged() {
    return new Unusable("was changed");
  }
}
