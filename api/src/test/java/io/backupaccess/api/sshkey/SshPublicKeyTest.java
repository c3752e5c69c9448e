package io.backupaccess.api.sshkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshPublicKeyTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"})
  void keysOfSshKeygenAreReadAndHaveItsFingerprints(String type) throws KeyFormatException {
    var keygen = new SshKeygen(folder);
    var line = keygen.publicKey(type.split(" ", -1));

    var key = SshPublicKey.parse(line);

    assertThat(key.fingerprint()).isEqualTo(keygen.fingerprint(line));
    assertThat(line).startsWith(key.line() + " ");
  }

  @Test
  void keysOfSecurityKeysAreReadAndHaveTheFingerprintsOfSshKeygen() throws KeyFormatException {
    var keygen = new SshKeygen(folder);
    var ecdsa = SshPublicKey.parse(keygen.publicKey("ecdsa", "-b", "256"));
    var point = new WireReader(Base64.getDecoder().decode(ecdsa.encoded()));
    point.bytes();
    point.bytes();
    for (var line :
        List.of(
            KeyBlob.of("sk-ssh-ed25519@openssh.com").with(new byte[32]).with("ssh:").line(),
            KeyBlob.of("sk-ecdsa-sha2-nistp256@openssh.com")
                .with("nistp256")
                .with(point.bytes())
                .with("ssh:")
                .line())) {
      assertThat(SshPublicKey.parse(line).fingerprint()).isEqualTo(keygen.fingerprint(line));
    }
  }

  static Stream<Arguments> refused() {
    var ed25519 = KeyBlob.of("ssh-ed25519").with(new byte[32]).line();
    return Stream.of(
        Arguments.of("", "begins with a type"),
        Arguments.of("hello", "begins with a type"),
        Arguments.of("restrict " + ed25519, "no options come before it"),
        Arguments.of("ssh-ed25519", "Base64 text of the key is missing"),
        Arguments.of("ssh-ed25519 AAAA!", "cut off or damaged"),
        Arguments.of(ed25519.substring(0, ed25519.length() - 4), "cut off or damaged"),
        Arguments.of(ed25519 + "\n" + ed25519, "one line"),
        Arguments.of(
            KeyBlob.of("ssh-ed25519", "ssh-rsa").with(new byte[32]).line(), "not of the type"),
        Arguments.of(KeyBlob.of("ssh-ed25519").with(new byte[31]).line(), "32 bytes"),
        Arguments.of(KeyBlob.of("ssh-ed25519").with(new byte[32]).with("x").line(), "bytes follow"),
        Arguments.of(KeyBlob.of("ssh-dss").with("x").line(), "DSA keys are not accepted"),
        Arguments.of(KeyBlob.of("ssh-ed25519-cert-v01@openssh.com").line(), "not accepted"),
        Arguments.of(rsa(BigInteger.valueOf(65537), 1024), "2048 bits or more, this one has 1024"),
        Arguments.of(rsa(BigInteger.valueOf(65537), 16385), "16384 bits or less"),
        Arguments.of(rsa(BigInteger.ONE, 2048), "exponent"),
        Arguments.of(
            KeyBlob.of("ecdsa-sha2-nistp256").with("nistp384").with(new byte[65]).line(),
            "no point of its curve"),
        Arguments.of(
            KeyBlob.of("ecdsa-sha2-nistp256").with("nistp256").with(uncompressedZero()).line(),
            "no point of its curve"),
        Arguments.of(
            KeyBlob.of("sk-ssh-ed25519@openssh.com").with(new byte[32]).with("").line(),
            "application"),
        Arguments.of("---- BEGIN SSH2 PUBLIC KEY ----", "begins with a type"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void anythingElseIsRefusedWithItsReason(String text, String reason) {
    assertThatExceptionOfType(KeyFormatException.class)
        .isThrownBy(() -> SshPublicKey.parse(text))
        .withMessageContaining(reason);
  }

  @Test
  void aPrivateKeyIsNamedAndNeverRepeated() {
    var privateKey = new SshKeygen(folder).privateKey("ed25519");
    var secret = privateKey.lines().skip(1).findFirst().orElseThrow();

    assertThatExceptionOfType(KeyFormatException.class)
        .isThrownBy(() -> SshPublicKey.parse(privateKey))
        .withMessageContaining("this is a private key")
        .satisfies(e -> assertThat(e.reason()).doesNotContain(secret));
  }

  private static String rsa(BigInteger exponent, int bits) {
    var modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
    return KeyBlob.of("ssh-rsa").with(exponent.toByteArray()).with(modulus.toByteArray()).line();
  }

  private static byte[] uncompressedZero() {
    var point = new byte[65];
    point[0] = 4;
    return point;
  }
}
