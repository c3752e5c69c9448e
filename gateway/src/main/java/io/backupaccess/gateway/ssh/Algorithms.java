package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.cipher.ChaCha20Poly1305;
import java.util.List;
import java.util.stream.Stream;
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

  static final List<NamedFactory<Cipher>> GCM =
      List.of(BuiltinCiphers.aes256gcm, BuiltinCiphers.aes128gcm);

  static final List<NamedFactory<Cipher>> CIPHERS =
      List.of(
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.aes192ctr,
          BuiltinCiphers.aes128ctr);

  /**
   * ChaCha20-Poly1305 knows a packet by its number alone: only a strict key exchange notices that
   * packets before the first encrypted one were added and others removed (CVE-2023-48795).
   */
  static final List<NamedFactory<Cipher>> CIPHERS_IF_STRICT =
      Stream.concat(CIPHERS.stream(), Stream.of(ChaCha20Poly1305.FACTORY)).toList();

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
}
