package io.backupaccess.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake against the test vectors that implementations of Noise publish for it. */
class HandshakeTest {
  private static final byte[] PSK =
      hex("54686973206973206d7920417573747269616e20706572737065637469766521");
  private static final byte[] PROLOGUE = hex("4a6f686e2047616c74");
  private static final byte[] CALLER =
      hex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a");
  private static final byte[] GATEWAY =
      hex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b");

  private final Handshake caller = Handshake.withToken(PSK, PROLOGUE, () -> keyPair(CALLER));
  private final Handshake gateway = Handshake.withToken(PSK, PROLOGUE, () -> keyPair(GATEWAY));

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
  void withStaticKeysTooEveryMessageIsThatOfThePublishedVector() throws GeneralSecurityException {
    KeyPair callersOwn =
        keyPair(hex("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1"));
    KeyPair gatewaysOwn =
        keyPair(hex("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893"));
    Handshake calling =
        Handshake.calling(
            callersOwn,
            hex("31e0303fd6418d2f8c0e78b91f22e8caed0fbe48656dcf4767e4834f701b8f62"),
            PROLOGUE,
            () -> keyPair(CALLER));
    Handshake answering =
        Handshake.answering(
            gatewaysOwn,
            hex("6bc3822a2aa7f4e6981d6538692b3cdf3e6df9eea6ed269eb41d93c22757b75a"),
            PROLOGUE,
            () -> keyPair(GATEWAY));

    byte[] first = calling.writeFirst(hex("4c756477696720766f6e204d69736573"));
    assertThat(first)
        .isEqualTo(
            hex(
                "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
                    + "8564738a841228e693caeec4c497a8bd562231c3e51a1f03c4fd45dfe3a67870"));
    assertThat(answering.readFirst(first)).isEqualTo(hex("4c756477696720766f6e204d69736573"));

    byte[] second = answering.writeSecond(hex("4d757272617920526f746862617264"));
    assertThat(second)
        .isEqualTo(
            hex(
                "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
                    + "b94504c4d83506f5dd2568b68490eba8ed6f9cf2cca194a273c56d7ae3c558"));
    assertThat(calling.readSecond(second)).isEqualTo(hex("4d757272617920526f746862617264"));

    assertThat(calling.split().toGateway().encrypt(new byte[0], hex("462e20412e20486179656b")))
        .isEqualTo(hex("6a5c10a201d4e3a08f79f64949e55731f774913a4d949bda3fcebf"));
    assertThat(answering.split().toCaller().encrypt(new byte[0], hex("4361726c204d656e676572")))
        .isEqualTo(hex("4e8a1bf06926fdd74e2f516e2b0c11cc1dc3387fadeb75389d4342"));
  }

  @Test
  void aKeyIsReadAsItWasWritten() throws GeneralSecurityException {
    StaticKeys keys = StaticKeys.make();

    KeyPair read = X25519.keyPair(keys.privateKey());

    assertThat(X25519.bytes(read.getPublic())).isEqualTo(X25519.decoded(keys.publicKey()));
    assertThat(keys.toString()).doesNotContain(keys.privateKey());
    assertThatThrownBy(() -> X25519.decoded("c2hvcnQ="))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> X25519.decoded("no base64"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void aChangedByteOfTheFirstMessageEndsTheHandshakeBeforeAKeyPairIsMade()
      throws GeneralSecurityException {
    byte[] first = caller.writeFirst(new byte[0]);
    for (int i = 0; i < first.length; i++) {
      byte[] changed = first.clone();
      changed[i] ^= 1;
      Handshake other = Handshake.withToken(PSK, PROLOGUE, HandshakeTest::unexpected);
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
    return X25519.keyPair(Base64.getEncoder().encodeToString(privateKey));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
