package io.backupaccess.gateway.ssh;

import static io.backupaccess.gateway.ssh.ForgedCertificate.joined;
import static io.backupaccess.gateway.ssh.ForgedCertificate.number;
import static io.backupaccess.gateway.ssh.ForgedCertificate.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.ssh.ForgedCertificate.Field;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that no authority made, or that none should. */
class ForgedCertificateTest {
  private static KeyPair authority;
  private static KeyPair rsa;
  private static KeyPair weakRsa;
  private static KeyPair stranger;
  private static KeyPair owner;
  private static ForgedCertificate right;

  @BeforeAll
  static void keys() throws GeneralSecurityException {
    authority = pair("ssh-ed25519", 256);
    stranger = pair("ssh-ed25519", 256);
    owner = pair("ssh-ed25519", 256);
    rsa = pair("ssh-rsa", 2048);
    weakRsa = pair("ssh-rsa", 1024);
    right = ForgedCertificate.of(owner.getPublic(), authority.getPublic());
  }

  private static KeyPair pair(String type, int bits) throws GeneralSecurityException {
    return KeyUtils.generateKeyPair(type, bits);
  }

  private static Credential.Certificate check(byte[] blob) throws BadCertificateException {
    Set<Fingerprint> known =
        Set.of(
            Fingerprint.of(authority.getPublic()),
            Fingerprint.of(rsa.getPublic()),
            Fingerprint.of(weakRsa.getPublic()));
    return CertificateCheck.of(CertificateCheck.read(blob), known::contains);
  }

  private static void assertRefused(byte[] blob, String reason) {
    assertThatExceptionOfType(BadCertificateException.class)
        .isThrownBy(() -> check(blob))
        .withMessageContaining(reason);
  }

  @Test
  void aCertificateSaysWhatWasWrittenIntoIt() throws BadCertificateException {
    Credential.Certificate certificate = check(right.signedBy(authority));

    assertThat(certificate.fingerprint()).isEqualTo(Fingerprint.of(owner.getPublic()));
    assertThat(certificate.authority()).isEqualTo(Fingerprint.of(authority.getPublic()));
    assertThat(certificate.serial()).isEqualTo("7");
    assertThat(certificate.keyId()).isEqualTo("forged");
    assertThat(certificate.principals()).containsExactly("backup");
    assertThat(certificate.from()).isEmpty();
  }

  @Test
  void noBitOfItCanBeAnother() {
    byte[] blob = right.signedBy(authority);
    for (int bit = 0; bit < blob.length * 8; bit++) {
      byte[] flipped = blob.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatExceptionOfType(BadCertificateException.class)
          .as("bit " + bit)
          .isThrownBy(() -> check(flipped));
    }
  }

  @Test
  void itDoesNotEndEarly() {
    byte[] blob = right.signedBy(authority);
    for (int length = 0; length < blob.length; length++) {
      byte[] cut = Arrays.copyOf(blob, length);
      assertThatExceptionOfType(BadCertificateException.class)
          .as("length " + length)
          .isThrownBy(() -> check(cut));
    }
  }

  @Test
  void nothingFollowsIt() {
    assertRefused(joined(right.signedBy(authority), new byte[1]), "bytes follow");
    byte[] data = right.toBeSigned();
    byte[] signature =
        ForgedCertificate.signature(authority, BuiltinSignatures.ed25519, "ssh-ed25519", data);
    assertRefused(right.with(joined(signature, new byte[1])), "bytes follow");
  }

  @Test
  void nobodySignsForAnother() {
    assertRefused(right.signedBy(stranger), "the signature is not its authority's");
    assertRefused(right.signedBy(owner), "the signature is not its authority's");
    ForgedCertificate own = ForgedCertificate.of(owner.getPublic(), owner.getPublic());
    assertRefused(own.signedBy(owner), "unknown authority");
  }

  @Test
  void aSignatureIsOfWhatTheCertificateSays() throws BadCertificateException {
    byte[] other =
        ForgedCertificate.signature(
            authority,
            BuiltinSignatures.ed25519,
            "ssh-ed25519",
            right.with(Field.SERIAL, number(8)).toBeSigned());
    assertRefused(right.with(other), "the signature is not its authority's");
    assertRefused(
        right.with(joined(string("ssh-ed25519"), string(""))),
        "the signature is not its authority's");
  }

  @Test
  void rsaAuthoritiesSignWithSha2() throws BadCertificateException {
    ForgedCertificate byRsa = ForgedCertificate.of(owner.getPublic(), rsa.getPublic());
    assertThat(check(byRsa.signedBy(rsa, BuiltinSignatures.rsaSHA256)).serial()).isEqualTo("7");
    assertThat(check(byRsa.signedBy(rsa, BuiltinSignatures.rsaSHA512)).serial()).isEqualTo("7");
    assertRefused(byRsa.signedBy(rsa, BuiltinSignatures.rsa), "SHA-1");
    // The hash of one name under another.
    byte[] data = byRsa.toBeSigned();
    assertRefused(
        byRsa.with(ForgedCertificate.signature(rsa, BuiltinSignatures.rsa, "rsa-sha2-256", data)),
        "the signature is not its authority's");
    assertRefused(
        byRsa.with(
            ForgedCertificate.signature(rsa, BuiltinSignatures.rsaSHA256, "rsa-sha2-512", data)),
        "the signature is not its authority's");
  }

  @Test
  void rsaAuthoritiesHave2048Bits() {
    ForgedCertificate weak = ForgedCertificate.of(owner.getPublic(), weakRsa.getPublic());
    assertRefused(weak.signedBy(weakRsa, BuiltinSignatures.rsaSHA256), "2048 bits or more");
  }

  static Stream<Arguments> wrong() {
    byte[] option = joined(string("source-address"), string(string("127.0.0.1")));
    byte[] nested = right.signedBy(authority);
    byte[] security =
        joined(string("sk-ssh-ed25519@openssh.com"), string(new byte[32]), string("ssh:"));
    byte[] weakKey = ForgedCertificate.blob(weakRsa.getPublic());
    return Stream.of(
        Arguments.of(Field.KIND, integer(2), "it is a host's"),
        Arguments.of(Field.KIND, integer(0), "neither of a user nor of a host"),
        Arguments.of(Field.KIND, integer(3), "neither of a user nor of a host"),
        Arguments.of(Field.KIND, integer(257), "neither of a user nor of a host"),
        Arguments.of(Field.PRINCIPALS, string(""), "it has no principals"),
        Arguments.of(Field.PRINCIPALS, string(many(257)), "more than 256 principals"),
        Arguments.of(
            Field.PRINCIPALS, string(joined(string("backup"), new byte[1])), "cut off or damaged"),
        Arguments.of(Field.PRINCIPALS, string(integer(Integer.MAX_VALUE)), "cut off or damaged"),
        Arguments.of(Field.PRINCIPALS, string(integer(-1)), "cut off or damaged"),
        Arguments.of(Field.ID, string(new byte[] {(byte) 0xff}), "the certificate's id"),
        Arguments.of(Field.ID, string("two\nlines"), "the certificate's id"),
        Arguments.of(Field.ID, string("a".repeat(257)), "the certificate's id"),
        Arguments.of(
            Field.OPTIONS,
            string(joined(string("force-command"), string(string("true")))),
            "a critical option that is not enforced"),
        Arguments.of(
            Field.OPTIONS,
            string(joined(string("verify-required"), string(""))),
            "a critical option that is not enforced"),
        Arguments.of(
            Field.OPTIONS,
            string(joined(string(""), string(""))),
            "a critical option that is not enforced"),
        Arguments.of(
            Field.OPTIONS,
            string(joined(string("Source-Address"), string(string("127.0.0.1")))),
            "a critical option that is not enforced"),
        Arguments.of(
            Field.OPTIONS,
            string(joined(option, string("unknown"), string(""))),
            "a critical option that is not enforced"),
        Arguments.of(Field.OPTIONS, string(joined(option, option)), "occurs twice"),
        Arguments.of(Field.OPTIONS, string(string("source-address")), "cut off or damaged"),
        Arguments.of(
            Field.OPTIONS,
            string(joined(string("source-address"), string("127.0.0.1"))),
            "cut off or damaged"),
        Arguments.of(Field.OPTIONS, addresses(""), "its source-address is not of networks"),
        Arguments.of(Field.OPTIONS, addresses("127.0.0.1,"), "its source-address is not"),
        Arguments.of(Field.OPTIONS, addresses("127.0.0.1/8"), "its source-address is not"),
        Arguments.of(Field.OPTIONS, addresses("!127.0.0.1"), "its source-address is not"),
        Arguments.of(Field.OPTIONS, addresses("*"), "its source-address is not"),
        Arguments.of(Field.OPTIONS, addresses("localhost"), "its source-address is not"),
        Arguments.of(Field.EXTENSIONS, string(string("permit-pty")), "cut off or damaged"),
        Arguments.of(Field.AUTHORITY, string(nested), "this type of key is not accepted"),
        Arguments.of(Field.AUTHORITY, string(security), "security key"),
        Arguments.of(Field.AUTHORITY, string(""), "cut off or damaged"),
        Arguments.of(
            Field.TYPE,
            string("ssh-ed25519-cert-v01@openssh.com-cert-v01@openssh.com"),
            "certificates are of"),
        Arguments.of(
            Field.TYPE, string("sk-ssh-ed25519-cert-v01@openssh.com"), "certificates are of"),
        Arguments.of(Field.TYPE, string("ssh-dss-cert-v01@openssh.com"), "certificates are of"),
        Arguments.of(Field.TYPE, string("ssh-ed25519-cert-v00@openssh.com"), "certificates are of"),
        Arguments.of(Field.TYPE, string("ssh-ed25519"), "certificates are of"),
        Arguments.of(Field.KEY, string(nested), "32 bytes"),
        Arguments.of(Field.KEY, string(weakKey), "32 bytes"));
  }

  /** Even an authority cannot certify these. */
  @ParameterizedTest
  @MethodSource("wrong")
  void whatIsWrongIsRefusedHoweverItIsSigned(Field field, byte[] value, String reason) {
    assertRefused(right.with(field, value).signedBy(authority), reason);
  }

  @Test
  void aCertifiedRsaKeyHas2048Bits() throws BadCertificateException {
    assertThat(check(ofRsa(rsa)).fingerprint()).isEqualTo(Fingerprint.of(rsa.getPublic()));
    assertRefused(ofRsa(weakRsa), "2048 bits or more");
  }

  private static byte[] ofRsa(KeyPair key) {
    byte[] blob = ForgedCertificate.blob(key.getPublic());
    return right
        .with(Field.TYPE, string("ssh-rsa-cert-v01@openssh.com"))
        .with(Field.KEY, Arrays.copyOfRange(blob, 4 + "ssh-rsa".length(), blob.length))
        .signedBy(authority);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 256})
  void severalPrincipalsAreRead(int count) throws BadCertificateException {
    byte[] blob = right.with(Field.PRINCIPALS, string(many(count))).signedBy(authority);
    assertThat(check(blob).principals()).hasSize(count);
  }

  @Test
  void timesThatNoClockCanShowAreForEver() throws BadCertificateException {
    byte[] blob =
        right
            .with(Field.BEGINS, number(Long.MIN_VALUE))
            .with(Field.EXPIRES, number(-1))
            .signedBy(authority);
    assertThat(check(blob).begins()).isEqualTo(Instant.MAX);
    assertThat(check(blob).expires()).isEqualTo(Instant.MAX);
  }

  @Test
  void serialsHaveNoSign() throws BadCertificateException {
    assertThat(check(right.with(Field.SERIAL, number(-1)).signedBy(authority)).serial())
        .isEqualTo("18446744073709551615");
  }

  private static byte[] addresses(String text) {
    return string(joined(string("source-address"), string(string(text))));
  }

  private static byte[] many(int count) {
    byte[][] names = new byte[count][];
    Arrays.setAll(names, i -> string("p" + i));
    return joined(names);
  }

  private static byte[] integer(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
