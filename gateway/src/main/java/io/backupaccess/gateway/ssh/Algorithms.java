package io.backupaccess.gateway.ssh;

import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.ServerBuilder;

/** The algorithms that the gateway offers. */
final class Algorithms {
  /** Hybrids with a post-quantum part first. */
  static final List<KeyExchangeFactory> KEY_EXCHANGES =
      NamedFactory.setUpTransformedFactories(
          false,
          List.of(
              BuiltinDHFactories.mlkem768x25519,
              BuiltinDHFactories.sntrup761x25519,
              BuiltinDHFactories.sntrup761x25519_openssh,
              BuiltinDHFactories.curve25519,
              BuiltinDHFactories.curve25519_libssh),
          ServerBuilder.DH2KEX);

  /**
   * For clients known to have AES-GCM. The client's order decides, and OpenSSH's puts slower
   * ciphers first: leaving those out makes the choice.
   */
  static final List<NamedFactory<Cipher>> FAST_CIPHERS =
      List.of(BuiltinCiphers.aes256gcm, BuiltinCiphers.aes128gcm);

  static final List<NamedFactory<Cipher>> CIPHERS =
      List.of(
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes128ctr);

  /** Encrypt-then-MAC alone. */
  static final List<NamedFactory<Mac>> MACS =
      List.of(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm);

  static final List<NamedFactory<Compression>> COMPRESSIONS = List.of(BuiltinCompressions.none);

  /** For host and client keys; none with SHA-1, no certificates. */
  static final List<NamedFactory<Signature>> SIGNATURES =
      List.of(
          BuiltinSignatures.ed25519,
          BuiltinSignatures.nistp256,
          BuiltinSignatures.nistp384,
          BuiltinSignatures.nistp521,
          BuiltinSignatures.sk_ssh_ed25519,
          BuiltinSignatures.sk_ecdsa_sha2_nistp256,
          BuiltinSignatures.rsaSHA512,
          BuiltinSignatures.rsaSHA256);

  private Algorithms() {}

  /** The ciphers for a client that introduces itself so. */
  static List<NamedFactory<Cipher>> ciphersFor(String identification) {
    return identification.startsWith("SSH-2.0-OpenSSH_") ? FAST_CIPHERS : CIPHERS;
  }
}
