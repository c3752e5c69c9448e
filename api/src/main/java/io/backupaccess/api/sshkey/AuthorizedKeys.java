package io.backupaccess.api.sshkey;

import java.util.ArrayList;
import java.util.List;

/** Reads texts in the format of OpenSSH's {@code authorized_keys}. */
public final class AuthorizedKeys {

  /** More lines than this are not read. */
  public static final int MAXIMUM_LINES = 1000;

  private AuthorizedKeys() {}

  /**
   * Reads every line on its own: a bad one spoils no other. Blank lines and comments yield nothing.
   */
  public static List<AuthorizedKeysLine> parse(String text) {
    try {
      SshPublicKey.refusePrivateKeys(text);
    } catch (KeyFormatException e) {
      // One answer for all of its lines.
      return List.of(new AuthorizedKeysLine.Refused(1, e.reason()));
    }
    var result = new ArrayList<AuthorizedKeysLine>();
    int number = 0;
    for (var line : text.lines().map(String::strip).toList()) {
      number++;
      if (number > MAXIMUM_LINES) {
        result.add(new AuthorizedKeysLine.Refused(number, "more than " + MAXIMUM_LINES + " lines"));
        break;
      }
      if (!line.isEmpty() && !line.startsWith("#")) {
        result.add(parse(number, line));
      }
    }
    return List.copyOf(result);
  }

  private static AuthorizedKeysLine parse(int number, String line) {
    try {
      var end = KeyOptionsParser.endOf(line);
      var options = KeyOptionsParser.parse(line.substring(0, end));
      return new AuthorizedKeysLine.Accepted(
          number, options, SshPublicKey.parse(line.substring(end)));
    } catch (KeyFormatException e) {
      return new AuthorizedKeysLine.Refused(number, e.reason());
    }
  }
}
