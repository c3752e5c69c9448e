package io.backupaccess.api.sshkey;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options before a key (sshd(8), AUTHORIZED_KEYS FILE FORMAT). What we do not enforce
 * refuses the line: ignoring an option silently would grant more than was written.
 */
final class KeyOptionsParser {

  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private KeyOptionsParser() {}

  /** Where the options of a line end and its key begins; 0 if it has none. */
  static int endOf(String line) throws KeyFormatException {
    if (KeyTypes.isNamed(line.split("[ \t]", 2)[0])) {
      return 0;
    }
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if ((c == ' ' || c == '\t') && !quoted) {
        return i;
      }
    }
    throw new KeyFormatException("no key follows the options");
  }

  static KeyOptions parse(String text) throws KeyFormatException {
    if (text.isEmpty()) {
      return KeyOptions.NONE;
    }
    List<String> from = List.of();
    @Nullable Instant expiresAt = null;
    for (var option : split(text)) {
      var assignment = option.split("=", 2);
      var name = assignment[0].toLowerCase(Locale.ROOT);
      switch (name) {
        case "restrict",
            "no-agent-forwarding",
            "no-port-forwarding",
            "no-pty",
            "no-user-rc",
            "no-x11-forwarding" -> {
          // Each takes away what nobody has here.
          if (assignment.length == 2) {
            throw new KeyFormatException("the option " + name + " takes no value");
          }
        }
        case "from" -> {
          if (!from.isEmpty()) {
            throw new KeyFormatException("the option from occurs twice");
          }
          from = networks(value(assignment));
        }
        case "expiry-time" -> {
          var time = time(value(assignment));
          expiresAt = expiresAt == null || time.isBefore(expiresAt) ? time : expiresAt;
        }
        default ->
            throw new KeyFormatException(
                "only the options from, expiry-time, restrict and those that it stands for (no-pty and the"
                    + " like) are known; any other refuses its line");
      }
    }
    return new KeyOptions(from, expiresAt);
  }

  private static List<String> split(String text) {
    var options = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        options.add(text.substring(start, i));
        start = i + 1;
      }
    }
    options.add(text.substring(start));
    return options;
  }

  private static String value(String[] assignment) throws KeyFormatException {
    var value = assignment.length == 2 ? assignment[1] : "";
    if (value.length() < 3 || !value.startsWith("\"") || !value.endsWith("\"")) {
      throw new KeyFormatException(
          "the option " + assignment[0].toLowerCase(Locale.ROOT) + " takes a value in quotes");
    }
    return value.substring(1, value.length() - 1);
  }

  private static List<String> networks(String value) throws KeyFormatException {
    var networks = new ArrayList<String>();
    for (var pattern : value.split(",", -1)) {
      if (!Network.isAddress(pattern) && !Network.isCidr(pattern)) {
        throw new KeyFormatException(
            "the option from takes addresses and networks in CIDR notation, not names or patterns");
      }
      networks.add(pattern);
    }
    return List.copyOf(networks);
  }

  private static Instant time(String value) throws KeyFormatException {
    var digits = value.endsWith("Z") ? value.substring(0, value.length() - 1) : value;
    var padded =
        switch (digits.length()) {
          case 8 -> digits + "000000";
          case 12 -> digits + "00";
          default -> digits;
        };
    try {
      return LocalDateTime.parse(padded, EXPIRY).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new KeyFormatException(
          "the option expiry-time takes YYYYMMDD or YYYYMMDDHHMM[SS], in UTC");
    }
  }
}
