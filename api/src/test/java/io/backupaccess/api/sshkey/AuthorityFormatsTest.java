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
  void serials_are_unsigned_decimal_numbers(String text) {
    assertThat(AuthorityFormats.isSerial(text)).isTrue();
  }

  @Test
  void the_greatest_serial_has_64_bits() {
    assertThat(AuthorityFormats.isSerial("18446744073709551615")).isTrue();
    assertThat(AuthorityFormats.isSerial("18446744073709551616")).isFalse();
    assertThat(AuthorityFormats.isSerial("99999999999999999999")).isFalse();
    assertThat(AuthorityFormats.isSerial("100000000000000000000")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "01", "-1", "+1", "1 ", " 1", "0x1", "1-2", "1.0", "١"})
  void a_serial_has_one_spelling(String text) {
    assertThat(AuthorityFormats.isSerial(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "a", "db-backup@example.org", "host/a:1", "A_b.c+d=e"})
  void principals_are_names(String text) {
    assertThat(AuthorityFormats.isPrincipal(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "a*", "?", "!a", "a,b", "a b", "ä", "a\n", "\0"})
  void nothing_that_could_be_read_as_more_than_one_principal_is_one(String text) {
    assertThat(AuthorityFormats.isPrincipal(text)).isFalse();
  }

  @Test
  void principals_and_ids_are_bounded() {
    assertThat(AuthorityFormats.isPrincipal("a".repeat(128))).isTrue();
    assertThat(AuthorityFormats.isPrincipal("a".repeat(129))).isFalse();
    assertThat(AuthorityFormats.isKeyId("ä".repeat(256))).isTrue();
    assertThat(AuthorityFormats.isKeyId("a".repeat(257))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "\0", "a\u007f"})
  void ids_are_of_one_line(String text) {
    assertThat(AuthorityFormats.isKeyId(text)).isFalse();
  }

  @Test
  void fingerprints_are_those_of_ssh_keygen_in_their_one_spelling() {
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
  void the_key_of_a_security_key_is_no_authority() {
    var line = KeyBlob.of("sk-ssh-ed25519@openssh.com").with(new byte[32]).with("ssh:").line();
    assertThatExceptionOfType(KeyFormatException.class)
        .isThrownBy(() -> SshPublicKey.parseAuthority(line))
        .withMessageContaining("the key of an authority is");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa -b 384", "rsa -b 2048"})
  void other_keys_are_authorities(String type) throws KeyFormatException {
    var line = new SshKeygen(folder).publicKey(type.split(" ", -1));
    assertThat(SshPublicKey.parseAuthority(line)).isEqualTo(SshPublicKey.parse(line));
  }
}
