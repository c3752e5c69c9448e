package io.backupaccess.api.sshkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityFormatsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "9223372036854775808", "9999999999999999999"})
  void serialsAreUnsignedDecimalNumbers(String text) {
    assertThat(AuthorityFormats.isSerial(text)).isTrue();
  }

  @Test
  void theGreatestSerialHas64Bits() {
    assertThat(AuthorityFormats.isSerial("18446744073709551615")).isTrue();
    assertThat(AuthorityFormats.isSerial("18446744073709551616")).isFalse();
    assertThat(AuthorityFormats.isSerial("99999999999999999999")).isFalse();
    assertThat(AuthorityFormats.isSerial("100000000000000000000")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "01", "-1", "+1", "1 ", " 1", "0x1", "1-2", "1.0", "١"})
  void aSerialHasOneSpelling(String text) {
    assertThat(AuthorityFormats.isSerial(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "a", "db-backup@example.org", "host/a:1", "A_b.c+d=e"})
  void principalsAreNames(String text) {
    assertThat(AuthorityFormats.isPrincipal(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "a*", "?", "!a", "a,b", "a b", "ä", "a\n", "\0"})
  void nothingThatCouldBeReadAsMoreThanOnePrincipalIsOne(String text) {
    assertThat(AuthorityFormats.isPrincipal(text)).isFalse();
  }

  @Test
  void principalsAndIdsAreBounded() {
    assertThat(AuthorityFormats.isPrincipal("a".repeat(128))).isTrue();
    assertThat(AuthorityFormats.isPrincipal("a".repeat(129))).isFalse();
    assertThat(AuthorityFormats.isKeyId("ä".repeat(256))).isTrue();
    assertThat(AuthorityFormats.isKeyId("a".repeat(257))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "\0", "a\u007f"})
  void idsAreOfOneLine(String text) {
    assertThat(AuthorityFormats.isKeyId(text)).isFalse();
  }

  @Test
  void fingerprintsAreThoseOfSshKeygenInTheirOneSpelling() {
    var keygen = new SshKeygen(folder);
    var print = keygen.fingerprint(keygen.publicKey("ed25519"));
    assertThat(AuthorityFormats.isFingerprint(print)).isTrue();

    // The last character says two bits more than the digest has.
    var stray = print.substring(0, print.length() - 1) + "B";
    assertThat(AuthorityFormats.isFingerprint(stray)).isFalse();
    assertThat(AuthorityFormats.isFingerprint(print + "=")).isFalse();
    assertThat(AuthorityFormats.isFingerprint(print.substring(7))).isFalse();
    assertThat(AuthorityFormats.isFingerprint("MD5:" + print.substring(7))).isFalse();
  }

  @Test
  void theKeyOfASecurityKeyIsNoAuthority() {
    var line = KeyBlob.of("sk-ssh-ed25519@openssh.com").with(new byte[32]).with("ssh:").line();
    assertThatExceptionOfType(KeyFormatException.class)
        .isThrownBy(() -> SshPublicKey.parseAuthority(line))
        .withMessageContaining("the key of an authority is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa -b 384", "rsa -b 2048"})
  void otherKeysAreAuthorities(String type) throws KeyFormatException {
    var line = new SshKeygen(folder).publicKey(type.split(" ", -1));
    assertThat(SshPublicKey.parseAuthority(line)).isEqualTo(SshPublicKey.parse(line));
  }
}
