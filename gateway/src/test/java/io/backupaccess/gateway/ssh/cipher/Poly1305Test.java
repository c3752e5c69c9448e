package io.backupaccess.gateway.ssh.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class Poly1305Test {
  private final Poly1305 authenticator = new Poly1305();

  private byte[] tag(byte[] key, byte[] message) {
    byte[] tag = new byte[Poly1305.TAG];
    authenticator.init(key);
    authenticator.update(message, 0, message.length);
    authenticator.tag(tag, 0);
    return tag;
  }

  private static byte[] reference(byte[] key, byte[] message) {
    var reference = new org.bouncycastle.crypto.macs.Poly1305();
    reference.init(new KeyParameter(key));
    reference.update(message, 0, message.length);
    byte[] tag = new byte[Poly1305.TAG];
    reference.doFinal(tag, 0);
    return tag;
  }

  @Test
  void theExampleOfRfc8439HasItsTag() {
    byte[] key =
        HexFormat.of().parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
    byte[] message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);
    assertThat(HexFormat.of().formatHex(tag(key, message)))
        .isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
  }

  /** Appendix A.3 of RFC 8439, cases 7 to 11: r, s, message, tag. */
  @ParameterizedTest
  @CsvSource({
    "02,00,ffffffffffffffffffffffffffffffff,03",
    "02,ffffffffffffffffffffffffffffffff,02,03",
    "01,00,fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff"
        + "11000000000000000000000000000000,05",
    "01,00,fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe"
        + "01010101010101010101010101010101,00",
    "02,00,fdffffffffffffffffffffffffffffff,faffffffffffffffffffffffffffffff",
    "0100000000000000040000000000000000,00,e33594d7505e43b900000000000000003394d7505e4379cd0100000000"
        + "0000000000000000000000000000000000000001000000000000000000000000000000,"
        + "14000000000000005500000000000000",
  })
  void theEdgeCasesOfRfc8439HaveTheirTags(String r, String s, String message, String tag) {
    byte[] key = new byte[Poly1305.KEY];
    System.arraycopy(padded(r), 0, key, 0, 16);
    System.arraycopy(padded(s), 0, key, 16, 16);
    byte[] bytes = HexFormat.of().parseHex(message);
    byte[] whole = Arrays.copyOf(bytes, (bytes.length + 15) / 16 * 16);
    assertThat(tag(key, whole)).isEqualTo(padded(tag)).isEqualTo(reference(key, whole));
  }

  private static byte[] padded(String hex) {
    return Arrays.copyOf(HexFormat.of().parseHex(hex), 16);
  }

  static IntStream lengths() {
    return IntStream.concat(IntStream.range(0, 70), IntStream.of(1000, 32_768, 35_001));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void messagesOfAllLengthsHaveTheTagsOfBouncyCastle(int length) {
    Random random = new Random(length);
    for (int round = 0; round < 200; round++) {
      byte[] key = new byte[Poly1305.KEY];
      byte[] message = new byte[length];
      random.nextBytes(key);
      random.nextBytes(message);
      if (round % 2 == 1) {
        // Sums that go over, word after word.
        Arrays.fill(message, (byte) 0xff);
        Arrays.fill(key, random.nextInt(16), 16, (byte) 0xff);
      }
      assertThat(tag(key, message)).isEqualTo(reference(key, message));
    }
  }

  @Test
  void aMessageInPiecesHasTheSameTag() {
    Random random = new Random(1);
    byte[] key = new byte[Poly1305.KEY];
    byte[] message = new byte[500];
    random.nextBytes(key);
    random.nextBytes(message);
    for (int round = 0; round < 200; round++) {
      authenticator.init(key);
      for (int at = 0; at < message.length; ) {
        int piece = Math.min(random.nextInt(40), message.length - at);
        authenticator.update(message, at, piece);
        at += piece;
      }
      byte[] tag = new byte[Poly1305.TAG];
      authenticator.tag(tag, 0);
      assertThat(tag).isEqualTo(reference(key, message));
    }
  }
}
