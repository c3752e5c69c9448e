package io.backupaccess.statusport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake against the test vector that implementations of Noise publish for it. */
class HandshakeTest {
  private static final byte[] PSK =
      hex("54686973206973206d7920417573747269616e20706572737065637469766521");
  private static final byte[] PROLOGUE = hex("4a6f686e2047616c74");
  private static final byte[] CALLER =
      hex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a");
  private static final byte[] GATEWAY =
      hex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b");

  private final Handshake caller = new Handshake(PSK, PROLOGUE, () -> keyPair(CALLER));
  private final Handshake gateway = new Handshake(PSK, PROLOGUE, () -> keyPair(GATEWAY));

  HandshakeTest() throws GeneralSecurityException {}

  @Test
  void everyMessageIsThatOfThePublishedVector() throws GeneralSecurityException {
    byte[] first = caller.writeFirst(hex("4c756477696720766f6e204d69736573"));
    assertThat(first)
        .isEqualTo(
            hex(
                "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
                    + "7c37a89fc17813788d30df2d59501d6066f5f8aecc3406bbd9829f2d24a531b1"));
    assertThat(gateway.readFirst(first)).isEqualTo(hex("4c756477696720766f6e204d69736573"));

    byte[] second = gateway.writeSecond(hex("4d757272617920526f746862617264"));
    assertThat(second)
        .isEqualTo(
            hex(
                "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
                    + "2f29d79368ef9de4e1ae7a362fb05bf0ad668e026bf5714554497b3a720461"));
    assertThat(caller.readSecond(second)).isEqualTo(hex("4d757272617920526f746862617264"));

    Handshake.Transport keys = caller.split();
    Handshake.Transport others = gateway.split();
    byte[] nothing = {};
    assertThat(keys.toGateway().encrypt(nothing, hex("462e20412e20486179656b")))
        .isEqualTo(hex("7c01e898a6201f36aecee532e29cd0b7f8ffa29d3366ad0dce39a6"));
    assertThat(others.toCaller().encrypt(nothing, hex("4361726c204d656e676572")))
        .isEqualTo(hex("a9ff535aace3db6a1da1a7fb00fe2de2622bb373abad9fb42c00e0"));
    byte[] fifth = keys.toGateway().encrypt(nothing, hex("4a65616e2d426170746973746520536179"));
    assertThat(fifth)
        .isEqualTo(hex("6cfc49a3e65472edc2d0152abe5ce950170a8a47c959f30bd48b5f0aacf29adbfd"));
    assertThatThrownBy(() -> others.toGateway().decrypt(nothing, fifth))
        .as("the one before it is missing")
        .isInstanceOf(GeneralSecurityException.class);
    assertThat(others.toGateway().decrypt(nothing, fifth))
        .as("now it is due")
        .isEqualTo(hex("4a65616e2d426170746973746520536179"));
  }

  @Test
  void aChangedByteOfTheFirstMessageEndsTheHandshakeBeforeAKeyPairIsMade()
      throws GeneralSecurityException {
    byte[] first = caller.writeFirst(new byte[0]);
    for (int i = 0; i < first.length; i++) {
      byte[] changed = first.clone();
      changed[i] ^= 1;
      Handshake other = new Handshake(PSK, PROLOGUE, HandshakeTest::unexpected);
      assertThatThrownBy(() -> other.readFirst(changed))
          .as("byte " + i)
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  /** With these, the secret of the key exchange would be zero, whatever the other side's key. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void aKeyThatMakesTheSecretKnownIsRefused(String key) {
    assertThatThrownBy(() -> X25519.agree(keyPair(CALLER), hex(key)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private static KeyPair unexpected() {
    throw new AssertionError("a key pair for a stranger");
  }

  private static KeyPair keyPair(byte[] privateKey) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    var own =
        keys.generatePrivate(
            new PKCS8EncodedKeySpec(joined(hex("302e020100300506032b656e04220420"), privateKey)));
    byte[] base = Arrays.copyOf(new byte[] {9}, X25519.KEY_BYTES);
    byte[] publicKey = X25519.agree(new KeyPair(null, own), base);
    PublicKey shown =
        keys.generatePublic(
            new X509EncodedKeySpec(joined(hex("302a300506032b656e032100"), publicKey)));
    return new KeyPair(shown, own);
  }

  private static byte[] joined(byte[]... parts) {
    return hex(Stream.of(parts).map(HexFormat.of()::formatHex).reduce("", String::concat));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
