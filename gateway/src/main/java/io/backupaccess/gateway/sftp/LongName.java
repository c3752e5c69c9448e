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
  /** Half a year, as for {@code ls}; what lies ahead is not recent. */
  private static final long RECENT_SECONDS = 365 * 24 * 60 * 60 / 2;

  private static final DateTimeFormatter TIME = format("MMM ppd HH:mm");
  private static final DateTimeFormatter DATE = format("MMM ppd  yyyy");

  private LongName() {}

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /** The line; times are those of UTC. */
  static String of(FolderEntry entry, Instant now) {
    FileAttributes attributes = entry.attributes();
    return String.format(
        Locale.ROOT,
        "%s %4d %-8s %-8s %8d %s %s",
        mode(attributes),
        Integer.toUnsignedLong(attributes.links()),
        Integer.toUnsignedString(attributes.owner()),
        Integer.toUnsignedString(attributes.group()),
        attributes.size(),
        time(Integer.toUnsignedLong(attributes.modified()), now.getEpochSecond()),
        entry.name());
  }

  private static String time(long modified, long now) {
    boolean recent = modified <= now && now - modified < RECENT_SECONDS;
    return (recent ? TIME : DATE).format(Instant.ofEpochSecond(modified));
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
