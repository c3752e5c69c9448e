package io.backupaccess.api.sshkey;

import java.util.regex.Pattern;

/** The formats of what names certificates: to accept them, and to revoke them. */
public final class AuthorityFormats {

  /** Principals that one entry may list. */
  public static final int MOST_PRINCIPALS = 16;

  /** Entries in each list of what is revoked. */
  public static final int MOST_REVOKED = 64;

  private static final Pattern PRINCIPAL = Pattern.compile("[-A-Za-z0-9._@:/+=]{1,128}");
  private static final Pattern SERIAL = Pattern.compile("0|[1-9][0-9]{0,19}");
  private static final String GREATEST_SERIAL = "18446744073709551615";
  private static final int LONGEST_KEY_ID = 256;

  /** 32 bytes leave two bits of the last character unused: one spelling each. */
  private static final Pattern FINGERPRINT =
      Pattern.compile("SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]");

  private AuthorityFormats() {}

  /** Whether the text can be a principal: compared as it is, so no wildcards. */
  public static boolean isPrincipal(String text) {
    return PRINCIPAL.matcher(text).matches();
  }

  /** Whether the text is an unsigned decimal number of 64 bits, in its one spelling. */
  public static boolean isSerial(String text) {
    return SERIAL.matcher(text).matches()
        && (text.length() < GREATEST_SERIAL.length() || text.compareTo(GREATEST_SERIAL) <= 0);
  }

  /** Whether the text can be the id of a certificate. */
  public static boolean isKeyId(String text) {
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= LONGEST_KEY_ID
        && text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }

  /** Whether the text is a fingerprint as {@code ssh-keygen -l} prints it. */
  public static boolean isFingerprint(String text) {
    return FINGERPRINT.matcher(text).matches();
  }
}
