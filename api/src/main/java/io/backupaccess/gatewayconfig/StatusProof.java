package io.backupaccess.gatewayconfig;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How an operator and a gateway show each other that they hold the same token, without sending it.
 * The address of a pod is what somebody wrote there: it may be another's by now. Whoever is asked
 * at it gets a request that is of use at the address it names alone, and no answer of theirs
 * counts.
 */
public final class StatusProof {

  /** Of the request: {@code SCHEME NONCE MAC}, after which the answer has a proof too. */
  public static final String REQUEST_HEADER = "Authorization";

  /** Of the answer: its MAC. */
  public static final String ANSWER_HEADER = "Backup-Access-Proof";

  private static final Pattern REQUEST =
      Pattern.compile("Backup-Access ([A-Za-z0-9_-]{22}) ([A-Za-z0-9_-]{43})");
  private static final int NONCE_BYTES = 16;

  private final byte[] token;
  private final String nonce;

  private StatusProof(byte[] token, String nonce) {
    this.token = token;
    this.nonce = nonce;
  }

  /** For a request that is to be made. */
  public static StatusProof begin(String token, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return new StatusProof(token.getBytes(StandardCharsets.UTF_8), text(nonce));
  }

  /**
   * For a request that was made; empty where it has another header, or another token's.
   *
   * @param header what the request says in {@link #REQUEST_HEADER}
   */
  public static Optional<StatusProof> of(
      String header, byte[] token, String method, String target, String authority) {
    Matcher parts = REQUEST.matcher(header);
    if (!parts.matches()) {
      return Optional.empty();
    }
    StatusProof proof = new StatusProof(token, parts.group(1));
    return same(proof.request(method, target, authority), header)
        ? Optional.of(proof)
        : Optional.empty();
  }

  /**
   * What a request says in {@link #REQUEST_HEADER}.
   *
   * @param target path and query
   * @param authority address and port of whom it is for
   */
  public String request(String method, String target, String authority) {
    return "Backup-Access %s %s"
        .formatted(nonce, mac("request", method + " " + target + " " + authority));
  }

  /** What its answer says in {@link #ANSWER_HEADER}. */
  public String answer(int code, String body) {
    return mac("answer", code + " " + body);
  }

  /** Whether the answer is of a holder of the token, and to this request. */
  public boolean proves(String header, int code, String body) {
    return same(answer(code, body), header);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private String mac(String what, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token, "HmacSHA256"));
      String message = what + "\n" + nonce + "\n" + text;
      return text(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
