package io.backupaccess.gateway.ssh.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.cipher.Cipher.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the library's own implementation, packet by packet. */
class ChaCha20Poly1305Test {
  private static final int TAG = 16;

  private final Random random = new Random(42);
  private final byte[] key = new byte[64];

  ChaCha20Poly1305Test() {
    random.nextBytes(key);
  }

  private static Cipher started(Cipher cipher, Mode mode, byte[] key, int number) throws Exception {
    cipher.init(mode, key, ByteBuffer.allocate(8).putInt(4, number).array());
    return cipher;
  }

  private Cipher ours(Mode mode, int number) throws Exception {
    return started(ChaCha20Poly1305.FACTORY.create(), mode, key, number);
  }

  private Cipher reference(Mode mode, int number) throws Exception {
    return started(BuiltinCiphers.cc20p1305_openssh.create(), mode, key, number);
  }

  /** A packet with its length, and room for its tag. */
  private byte[] packet(int length) {
    byte[] packet = new byte[4 + length + TAG];
    random.nextBytes(packet);
    ByteBuffer.wrap(packet).putInt(0, length);
    return packet;
  }

  private static byte[] sealed(Cipher cipher, byte[] packet) throws Exception {
    byte[] sealed = packet.clone();
    cipher.updateWithAAD(sealed, 0, 4, sealed.length - 4 - TAG);
    return sealed;
  }

  /** As a session reads: the length, and later the rest. */
  private static byte[] opened(Cipher cipher, byte[] packet) throws Exception {
    byte[] opened = packet.clone();
    cipher.updateAAD(opened, 0, 4);
    cipher.update(opened, 4, opened.length - 4 - TAG);
    return opened;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 0x7ffffffd, 0xfffffffd})
  void packetsAreThoseOfTheReferenceWhateverTheirNumber(int first) throws Exception {
    Cipher sends = ours(Mode.Encrypt, first);
    Cipher receives = ours(Mode.Decrypt, first);
    Cipher reference = reference(Mode.Encrypt, first);
    for (int length : new int[] {8, 16, 24, 32, 56, 64, 72, 120, 128, 1024, 32_784, 8, 35_000}) {
      byte[] packet = packet(length);
      byte[] sealed = sealed(sends, packet);
      assertThat(sealed).isEqualTo(sealed(reference, packet));
      assertThat(Arrays.copyOf(opened(receives, sealed), 4 + length))
          .isEqualTo(Arrays.copyOf(packet, 4 + length));
    }
  }

  @Test
  void aPacketWithAnyBitChangedIsRefused() throws Exception {
    byte[] sealed = sealed(ours(Mode.Encrypt, 5), packet(40));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] forged = sealed.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      Cipher receives = ours(Mode.Decrypt, 5);
      assertThatThrownBy(() -> opened(receives, forged)).isInstanceOf(AEADBadTagException.class);
    }
  }

  @Test
  void aPacketOutOfItsPlaceIsRefused() throws Exception {
    byte[] sealed = sealed(ours(Mode.Encrypt, 5), packet(40));
    Cipher receives = ours(Mode.Decrypt, 6);
    assertThatThrownBy(() -> opened(receives, sealed)).isInstanceOf(AEADBadTagException.class);
  }

  @Test
  void whatIsRefusedIsNotDecrypted() throws Exception {
    byte[] sealed = sealed(ours(Mode.Encrypt, 5), packet(40));
    sealed[sealed.length - 1] ^= 1;
    byte[] read = sealed.clone();
    Cipher receives = ours(Mode.Decrypt, 5);
    receives.updateAAD(read, 0, 4);
    assertThatThrownBy(() -> receives.update(read, 4, 40)).isInstanceOf(AEADBadTagException.class);
    assertThat(Arrays.copyOfRange(read, 4, 44)).isEqualTo(Arrays.copyOfRange(sealed, 4, 44));
  }
}
