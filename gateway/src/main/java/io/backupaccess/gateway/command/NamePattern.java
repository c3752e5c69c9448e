package io.backupaccess.gateway.command;

/** Matches the name of a volume against one component of a pattern, as a POSIX glob does. */
final class NamePattern {
  private final String pattern;
  private final String name;

  private NamePattern(String pattern, String name) {
    this.pattern = pattern;
    this.name = name;
  }

  static boolean matches(Word pattern, String name) {
    // Wildcards never match a leading dot.
    if (name.startsWith(".") && !pattern.glob().startsWith(".")) {
      return false;
    }
    return new NamePattern(pattern.glob(), name).matches();
  }

  /** Backtracks to the last star only, so that no pattern takes more than length times length. */
  private boolean matches() {
    int at = 0;
    int in = 0;
    int star = -1;
    int starIn = 0;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starIn = in;
      } else {
        int next = at < pattern.length() ? matchOne(at, name.charAt(in)) : -1;
        if (next >= 0) {
          at = next;
          in++;
        } else if (star >= 0) {
          at = star + 1;
          in = ++starIn;
        } else {
          return false;
        }
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /** Where the pattern goes on after its element at this place has matched; -1: it does not. */
  private int matchOne(int at, char c) {
    return switch (pattern.charAt(at)) {
      case '?' -> at + 1;
      case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
      case '[' -> {
        int end = bracketEnd(at);
        yield end < 0 ? (c == '[' ? at + 1 : -1) : bracketMatches(at, end, c) ? end + 1 : -1;
      }
      default -> pattern.charAt(at) == c ? at + 1 : -1;
    };
  }

  /** The closing bracket of the set that opens here; -1: none, and the bracket is a character. */
  private int bracketEnd(int open) {
    int at = open + 1;
    if (at < pattern.length() && isNegation(pattern.charAt(at))) {
      at++;
    }
    for (int first = at; at < pattern.length(); ) {
      char c = pattern.charAt(at);
      if (c == ']' && at > first) {
        return at;
      }
      at = classEnd(at) > 0 ? classEnd(at) : at + (c == '\\' ? 2 : 1);
    }
    return -1;
  }

  /** Behind the {@code [:class:]} that begins here; -1: none begins. */
  private int classEnd(int at) {
    int end = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
    return end < 0 ? -1 : end + 2;
  }

  private boolean bracketMatches(int open, int end, char c) {
    int at = open + 1;
    boolean negated = isNegation(pattern.charAt(at));
    if (negated) {
      at++;
    }
    boolean found = false;
    while (at < end) {
      int behindClass = classEnd(at);
      if (behindClass > 0) {
        found |= isInClass(pattern.substring(at + 2, behindClass - 2), c);
        at = behindClass;
        continue;
      }
      at += pattern.charAt(at) == '\\' ? 1 : 0;
      char from = pattern.charAt(at++);
      char to = from;
      if (at + 1 < end && pattern.charAt(at) == '-') {
        at++;
        at += pattern.charAt(at) == '\\' ? 1 : 0;
        to = pattern.charAt(at++);
      }
      found |= from <= c && c <= to;
    }
    return found != negated;
  }

  /** The classes that the name of a volume can be in. */
  private static boolean isInClass(String name, char c) {
    boolean lower = c >= 'a' && c <= 'z';
    boolean upper = c >= 'A' && c <= 'Z';
    boolean letter = lower || upper;
    boolean digit = c >= '0' && c <= '9';
    return switch (name) {
      case "alnum" -> letter || digit;
      case "alpha" -> letter;
      case "lower" -> lower;
      case "upper" -> upper;
      case "digit" -> digit;
      case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      case "punct" -> !letter && !digit;
      case "graph", "print" -> true;
      default -> false;
    };
  }

  private static boolean isNegation(char c) {
    return c == '!' || c == '^';
  }
}
