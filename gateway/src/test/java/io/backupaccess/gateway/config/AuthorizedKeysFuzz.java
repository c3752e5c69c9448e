package io.backupaccess.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.backupaccess.api.sshkey.AuthorizedKeys;
import io.backupaccess.api.sshkey.AuthorizedKeysLine;
import io.backupaccess.api.sshkey.KeyFormatException;
import io.backupaccess.api.sshkey.SshPublicKey;
import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A line is read as what it says, or refused: no option is passed over. */
public final class AuthorizedKeysFuzz implements FuzzTarget {
  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");

  /** Options as sshd's manual has them; a value is in quotes. */
  private static final Pattern OPTIONS =
      Pattern.compile(
          "(?:OPTION)(?:,(?:OPTION))*+"
              .replace(
                  "OPTION",
                  "restrict|no-(?:pty|user-rc|(?:agent|port|x11)-forwarding)"
                      + "|from=\"[0-9A-Fa-f:./,]+\"|expiry-time=\"[0-9]{8,14}Z?\""),
          Pattern.CASE_INSENSITIVE);

  @Override
  public void test(byte[] input) {
    String text = new String(input, UTF_8);
    List<String> lines = text.lines().toList();
    for (AuthorizedKeysLine line : AuthorizedKeys.parse(text)) {
      switch (line) {
        case AuthorizedKeysLine.Refused refused -> FuzzAssert.printable(refused.reason());
        case AuthorizedKeysLine.Accepted accepted ->
            isWhatWasWritten(accepted, lines.get(accepted.number() - 1).strip());
      }
    }
    try {
      AuthorizedKey.parse(text);
    } catch (BadEntryException e) {
      FuzzAssert.printable(String.valueOf(e.getMessage()));
    }
    try {
      FuzzAssert.that(
          AuthorizedKeys.parse(SshPublicKey.parse(text).line()).size() == 1,
          () -> "a key is no line: " + text);
    } catch (KeyFormatException e) {
      FuzzAssert.printable(e.reason());
    }
  }

  private static void isWhatWasWritten(AuthorizedKeysLine.Accepted line, String written) {
    SshPublicKey key = line.key();
    FuzzAssert.that(TYPES.contains(key.type()), () -> "an unknown type: " + key.type());
    int at = written.indexOf(key.line().substring(0, key.type().length()));
    FuzzAssert.that(at >= 0 && written.contains(key.encoded()), () -> "not this key: " + written);
    FuzzAssert.that(
        SafeConfiguration.fingerprint(key.encoded()).equals(key.fingerprint()),
        () -> "another fingerprint: " + written);
    String options = written.substring(0, at).strip();
    FuzzAssert.that(
        options.isEmpty() || OPTIONS.matcher(options).matches(), () -> "passed over: " + options);
    String lower = options.toLowerCase(Locale.ROOT);
    FuzzAssert.that(
        lower.contains("from=") == !line.options().from().isEmpty(), () -> "from: " + written);
    FuzzAssert.that(
        lower.contains("expiry-time=") == (line.options().expiresAt() != null),
        () -> "expiry-time: " + written);
  }

  @Override
  public Stream<byte[]> seeds() {
    return Stream.of(
            SafeConfiguration.ED25519,
            SafeConfiguration.ED25519 + " someone@host",
            "restrict " + SafeConfiguration.ED25519,
            "from=\"203.0.113.0/24,2001:db8::/32\" " + SafeConfiguration.ED25519,
            "expiry-time=\"20300101Z\",restrict,from=\"192.0.2.1\" " + SafeConfiguration.ED25519,
            "command=\"echo \\\"ssh-ed25519 AAAA\\\"\",no-pty " + SafeConfiguration.ED25519,
            "cert-authority " + SafeConfiguration.ED25519,
            "no-pty,no-X11-forwarding,no-touch-required " + SafeConfiguration.ED25519,
            "no-pty,no-X11-forwarding,no-user-rc " + SafeConfiguration.ED25519,
            "# a comment\n\n" + SafeConfiguration.ED25519 + "\n" + SafeConfiguration.ECDSA,
            SafeConfiguration.ECDSA,
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB",
            "-----BEGIN OPENSSH PRIVATE KEY-----")
        .map(text -> text.getBytes(UTF_8));
  }
}
