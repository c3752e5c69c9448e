package io.backupaccess.gateway.hop;

import io.backupaccess.noise.Handshake;
import io.backupaccess.noise.X25519;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;

/**
 * What one side of the hop proves itself with.
 *
 * @param own its own key pair
 * @param resource stands for the resource that both sides are of
 */
public record HopKeys(KeyPair own, String resource) {
  private static final String PURPOSE = "backup-access hop 1 ";

  /** The handshake of a gateway with the reader that has this public key. */
  Handshake calling(byte[] reader) throws GeneralSecurityException {
    return Handshake.calling(own, reader, prologue(), X25519::generate);
  }

  /** The handshake of a reader with the gateway that has this public key. */
  Handshake answering(byte[] gateway) throws GeneralSecurityException {
    return Handshake.answering(own, gateway, prologue(), X25519::generate);
  }

  private byte[] prologue() {
    return (PURPOSE + resource).getBytes(StandardCharsets.UTF_8);
  }
}
