package io.backupaccess.gateway.command;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The character sets that names may be converted to and from with {@code --iconv}. In each of them
 * the bytes below 128 are ASCII, no sequence of others becomes a slash or a dot, and every byte
 * that has a meaning comes back as it was; UTF-7, EBCDIC or Shift JIS have other ideas.
 */
final class CharacterSets {
  /** For a manual, and for who asks for another one. */
  static final String ALLOWED =
      "UTF-8, ASCII, ISO-8859-1 to 10 and 13 to 16 (or latin1 to latin10), CP1250 to 1254, 1256,"
          + " 1257, CP437, 737, 775, 850, 852, 855, 857, 858, 860 to 863, 865, 866, 869, KOI8-R,"
          + " KOI8-U, MACINTOSH, or the dot";

  /** As the C library writes them, in any case. */
  private static final Pattern NAMES =
      Pattern.compile(
          "\\.|utf-?8|(?:us-)?ascii|iso-?8859-(?:[1-9]|1[03456])|latin(?:[1-9]|10)"
              + "|(?:cp|windows-)125[0123467]"
              + "|cp(?:437|737|775|850|852|855|857|858|860|861|862|863|865|866|869)"
              + "|koi8-[ru]|mac(?:intosh)?",
          Pattern.CASE_INSENSITIVE);

  private CharacterSets() {}

  static Optional<String> forwarded(String name, PolicyLimits limits) {
    return Optional.of(name).filter(NAMES.asMatchPredicate());
  }
}
