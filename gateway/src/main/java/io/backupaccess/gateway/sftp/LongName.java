package io.backupaccess.gateway.sftp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A line as {@code ls -ln} prints it, which clients show to people. Owners are numbers: the names
 * in the gateway's image are not those of the volume.
 */
final class LongName {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM dd  yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  private LongName() {}

  static String of(FolderEntry entry) {
    FileAttributes attributes = entry.attributes();
    return String.format(
        Locale.ROOT,
        "%s %4d %-8s %-8s %8d %s %s",
        mode(attributes),
        Integer.toUnsignedLong(attributes.links()),
        Integer.toUnsignedString(attributes.owner()),
        Integer.toUnsignedString(attributes.group()),
        attributes.size(),
        DATE.format(Instant.ofEpochSecond(Integer.toUnsignedLong(attributes.modified()))),
        entry.name());
  }

  private static String mode(FileAttributes attributes) {
    StringBuilder text = new StringBuilder("-rwxrwxrwx");
    for (int bit = 0; bit < 9; bit++) {
      if ((attributes.mode() & (0400 >> bit)) == 0) {
        text.setCharAt(1 + bit, '-');
      }
    }
    special(text, 3, attributes.mode() & 04000, 's');
    special(text, 6, attributes.mode() & 02000, 's');
    special(text, 9, attributes.mode() & 01000, 't');
    text.setCharAt(0, kind(attributes));
    return text.toString();
  }

  private static void special(StringBuilder text, int index, int bit, char letter) {
    if (bit != 0) {
      text.setCharAt(index, text.charAt(index) == 'x' ? letter : Character.toUpperCase(letter));
    }
  }

  private static char kind(FileAttributes attributes) {
    return switch (attributes.kind()) {
      case 0040000 -> 'd';
      case 0120000 -> 'l';
      case 0010000 -> 'p';
      case 0020000 -> 'c';
      case 0060000 -> 'b';
      case 0140000 -> 's';
      default -> '-';
    };
  }
}
