package io.backupaccess.gateway.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One word of a command, as a glob: a backslash stands only before a byte that would otherwise mean
 * something in a pattern, and makes it literal.
 */
record Word(String glob) {
  static final int MOST_WORDS = 1000;
  static final int LONGEST_COMMAND = 128 * 1024;
  static final int LONGEST_WORD = 4096;

  private static final String WILDCARDS = "*?[";
  private static final String SPECIAL = WILDCARDS + "]!^-\\";
  private static final String BLANKS = " \t\n\r\f\u000b";

  /** A word without wildcards. */
  static Word literal(String text) {
    StringBuilder glob = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      append(glob, text.charAt(i));
    }
    return new Word(glob.toString());
  }

  /**
   * Splits a command as a POSIX shell would, as far as rsync's clients use it: blanks separate, a
   * backslash makes the next byte literal, a line break included (clients since 3.5.0 escape it
   * so). Quotes, {@code $}, {@code ;} and the rest of a shell's language mean nothing.
   */
  static List<Word> split(byte[] command) {
    if (command.length > LONGEST_COMMAND) {
      throw new RefusedException(Refusal.MALFORMED, "the command is too long.");
    }
    String text = new String(command, StandardCharsets.ISO_8859_1);
    if (text.indexOf('\0') >= 0) {
      throw new RefusedException(Refusal.MALFORMED, "the command contains a NUL byte.");
    }
    List<Word> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || BLANKS.indexOf(text.charAt(i)) >= 0) {
        if (i > start) {
          add(words, text.substring(start, i));
        }
        start = i + 1;
      } else if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
    }
    return List.copyOf(words);
  }

  /** A word of a stream of arguments, where rsync gives backslashes a meaning beside wildcards. */
  static Word secluded(String text) {
    boolean pattern = text.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
    return pattern ? new Word(unescape(text)) : literal(text);
  }

  /** The bytes that the word stands for where patterns have no meaning. */
  String text() {
    if (glob.indexOf('\\') < 0) {
      return glob;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      text.append(c == '\\' ? glob.charAt(++i) : c);
    }
    return text.toString();
  }

  /** Whether a byte of the word is an active wildcard. */
  boolean isPattern() {
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == '\\') {
        i++;
      } else if (WILDCARDS.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  Argument argument() {
    return isPattern() ? new Argument.Pattern(glob) : new Argument.Literal(text());
  }

  private static void append(StringBuilder glob, char literal) {
    if (SPECIAL.indexOf(literal) >= 0) {
      glob.append('\\');
    }
    glob.append(literal);
  }

  /** The text as a glob, in which only those bytes are escaped that would mean something. */
  private static String unescape(String text) {
    StringBuilder glob = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        glob.append(c);
      } else {
        append(glob, i + 1 < text.length() ? text.charAt(++i) : c);
      }
    }
    return glob.toString();
  }

  private static void add(List<Word> words, String text) {
    Word made = new Word(unescape(text));
    if (made.text().length() > LONGEST_WORD) {
      throw new RefusedException(Refusal.MALFORMED, "a word of the command is too long.");
    }
    if (words.size() == MOST_WORDS) {
      throw new RefusedException(Refusal.MALFORMED, "the command has too many words.");
    }
    words.add(made);
  }
}
