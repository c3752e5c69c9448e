package io.backupaccess.gateway.micro;

import io.backupaccess.gateway.ssh.cipher.ChaCha20Poly1305;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.Cipher.Mode;

/** The ciphers of the gateway, and what one of them is measured against. */
public enum BenchmarkedCipher {
  AES256_GCM,
  AES128_GCM,
  AES256_CTR,
  CHACHA20_POLY1305,
  CHACHA20_POLY1305_OF_MINA_SSHD;

  private Cipher create() {
    return switch (this) {
      case AES256_GCM -> BuiltinCiphers.aes256gcm.create();
      case AES128_GCM -> BuiltinCiphers.aes128gcm.create();
      case AES256_CTR -> BuiltinCiphers.aes256ctr.create();
      case CHACHA20_POLY1305 -> ChaCha20Poly1305.FACTORY.create();
      case CHACHA20_POLY1305_OF_MINA_SSHD -> BuiltinCiphers.cc20p1305_openssh.create();
    };
  }

  Cipher encrypting() {
    Cipher cipher = create();
    try {
      cipher.init(Mode.Encrypt, new byte[cipher.getKdfSize()], new byte[cipher.getIVSize()]);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return cipher;
  }
}
