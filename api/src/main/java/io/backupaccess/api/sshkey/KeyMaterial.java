package io.backupaccess.api.sshkey;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;

/**
 * Checks what follows the type in a key blob: RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4, OpenSSH's
 * PROTOCOL.u2f.
 */
final class KeyMaterial {

  private static final int RSA_MINIMUM_BITS = 2048;
  private static final int RSA_MAXIMUM_BITS = 16384;
  private static final int ED25519_BYTES = 32;

  private KeyMaterial() {}

  static void check(String type, WireReader reader) throws KeyFormatException {
    read(type, reader);
    reader.end();
  }

  /** Checks it where other fields follow. */
  static void read(String type, WireReader reader) throws KeyFormatException {
    switch (type) {
      case "ssh-ed25519" -> ed25519(reader);
      case "ssh-rsa" -> rsa(reader);
      case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
          ecdsa(type.substring("ecdsa-sha2-".length()), reader);
      case "sk-ssh-ed25519@openssh.com" -> {
        ed25519(reader);
        application(reader);
      }
      case "sk-ecdsa-sha2-nistp256@openssh.com" -> {
        ecdsa("nistp256", reader);
        application(reader);
      }
      case "ssh-dss" ->
          throw new KeyFormatException("DSA keys are not accepted: make an Ed25519 key");
      default ->
          throw new KeyFormatException(
              "this type of key is not accepted: use Ed25519, ECDSA, RSA of 2048 bits or more, or one of the sk- types");
    }
  }

  private static void ed25519(WireReader reader) throws KeyFormatException {
    if (reader.bytes().length != ED25519_BYTES) {
      throw new KeyFormatException("an Ed25519 key has 32 bytes: this one is damaged");
    }
  }

  private static void rsa(WireReader reader) throws KeyFormatException {
    var exponent = reader.positive();
    var bits = reader.positive().bitLength();
    if (bits < RSA_MINIMUM_BITS) {
      throw new KeyFormatException(
          "RSA keys need 2048 bits or more, this one has " + bits + ": make an Ed25519 key");
    }
    if (bits > RSA_MAXIMUM_BITS) {
      throw new KeyFormatException("RSA keys have 16384 bits or less, this one has " + bits);
    }
    if (!exponent.testBit(0) || exponent.equals(BigInteger.ONE)) {
      throw new KeyFormatException(
          "the RSA key has an exponent that is not odd or is 1: it is damaged");
    }
  }

  private static void ecdsa(String curve, WireReader reader) throws KeyFormatException {
    if (!reader.text().equals(curve) || !isOnCurve(reader.bytes(), curve)) {
      throw new KeyFormatException("the ECDSA key is no point of its curve: it is damaged");
    }
  }

  /** SEC 1 §2.3.3, uncompressed, the only form that RFC 5656 requires. */
  private static boolean isOnCurve(byte[] point, String curve) {
    var parameters = parameters(curve.replace("nistp", "secp") + "r1");
    var prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    int size = (prime.bitLength() + 7) / 8;
    if (point.length != 1 + 2 * size || point[0] != 4) {
      return false;
    }
    var x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + size));
    var y = new BigInteger(1, Arrays.copyOfRange(point, 1 + size, point.length));
    var right =
        x.pow(3).add(parameters.getCurve().getA().multiply(x)).add(parameters.getCurve().getB());
    return x.compareTo(prime) < 0
        && y.compareTo(prime) < 0
        && y.pow(2).subtract(right).mod(prime).signum() == 0;
  }

  private static ECParameterSpec parameters(String curve) {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK does not know " + curve, e);
    }
  }

  private static void application(WireReader reader) throws KeyFormatException {
    if (reader.bytes().length == 0) {
      throw new KeyFormatException("the key of a security key names no application: it is damaged");
    }
  }
}
