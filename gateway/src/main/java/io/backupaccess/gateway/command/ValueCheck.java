package io.backupaccess.gateway.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the value of an option: what is forwarded in its place, or empty to refuse it. */
@FunctionalInterface
interface ValueCheck {
  /** A size as rsync writes it: a number and a unit, {@code k} for 1024 and {@code kb} for 1000. */
  Pattern SIZE = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)((?i:b|[kmgt](?:i?b)?)?)");

  /** A size and the byte more or less that rsync lets follow it. */
  Pattern BY_ONE = Pattern.compile("(.+)([+-]1)", Pattern.DOTALL);

  /** What rsync can count without a sign in 64 bits, and more than any file has. */
  long LARGEST_FILE = 1L << 62;

  Optional<String> forwarded(String value, PolicyLimits limits);

  /** A whole number within bounds. */
  static ValueCheck number(long least, long most) {
    return (value, _) ->
        whole(value).filter(number -> least <= number && number <= most).map(String::valueOf);
  }

  /** A whole number, brought within bounds. */
  static ValueCheck clampedNumber(long least, long most) {
    return (value, _) ->
        whole(value).map(number -> String.valueOf(Math.clamp(number, least, most)));
  }

  /** Text that the pattern matches as a whole. */
  static ValueCheck matching(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return (value, _) -> Optional.of(value).filter(compiled.asMatchPredicate());
  }

  /** One of these names, in any case. */
  static ValueCheck oneOf(Set<String> names) {
    return (value, _) ->
        Optional.of(value).filter(name -> names.contains(name.toLowerCase(Locale.ROOT)));
  }

  /** The size of a file, to the byte: clients of some versions write {@code 3m-1}. */
  static Optional<String> fileSize(String value, PolicyLimits limits) {
    Matcher change = BY_ONE.matcher(value);
    boolean changed = change.matches();
    int by = changed ? Integer.parseInt(change.group(2)) : 0;
    return size(changed ? change.group(1) : value, 1)
        .map(bytes -> Math.clamp(Math.min(bytes, LARGEST_FILE) + by, 0, LARGEST_FILE))
        .map(String::valueOf);
  }

  /** Seconds: never none, which would mean for ever, and no more than the limit. */
  static Optional<String> timeout(String value, PolicyLimits limits) {
    long longest = limits.longestTimeout().toSeconds();
    return whole(value)
        .filter(seconds -> seconds >= 0)
        .map(seconds -> String.valueOf(seconds == 0 ? longest : Math.min(seconds, longest)));
  }

  /** KiB a second; 0 means unlimited. */
  static Optional<String> bandwidth(String value, PolicyLimits limits) {
    return size(value, 1024)
        .map(bytes -> bytes == 0 ? 0 : Math.max(1, bytes / 1024))
        .map(
            rate -> {
              long most = limits.bandwidth().orElse(Long.MAX_VALUE);
              return rate == 0 ? limits.bandwidth().orElse(0) : Math.min(rate, most);
            })
        .map(String::valueOf);
  }

  /** Bytes that rsync may allocate at once; 0 means unlimited. */
  static Optional<String> allocation(String value, PolicyLimits limits) {
    return size(value, 1)
        .filter(bytes -> bytes == 0 || bytes >= 1024 * 1024)
        .map(
            bytes ->
                bytes == 0
                    ? limits.largestAllocation()
                    : Math.min(bytes, limits.largestAllocation()))
        .map(String::valueOf);
  }

  private static Optional<Long> whole(String value) {
    return value.matches("[+-]?[0-9]{1,10}")
        ? Optional.of(Long.parseLong(value))
        : Optional.empty();
  }

  private static Optional<Long> size(String value, long defaultUnit) {
    Matcher matcher = SIZE.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    long base = unit.length() == 2 && unit.endsWith("B") ? 1000 : 1024;
    long factor = unit.isEmpty() ? defaultUnit : power(base, "BKMGT".indexOf(unit.charAt(0)));
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor));
    return Optional.of(bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
  }

  private static long power(long base, int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }
}
