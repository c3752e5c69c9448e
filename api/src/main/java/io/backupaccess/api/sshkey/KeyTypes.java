package io.backupaccess.api.sshkey;

import java.util.regex.Pattern;

/** What names of key types look like, known ones or not. */
final class KeyTypes {

  /** No option of {@code authorized_keys} begins so. */
  private static final Pattern TYPE =
      Pattern.compile("(ssh|ecdsa|sk-ssh|sk-ecdsa|webauthn-sk)-[-a-z0-9@.]+");

  private KeyTypes() {}

  static boolean isNamed(String word) {
    return TYPE.matcher(word).matches();
  }
}
