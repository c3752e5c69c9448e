package io.backupaccess.api.validation;

import io.backupaccess.api.sshkey.Network;
import io.backupaccess.api.v1alpha1.Rules;
import io.backupaccess.gatewayconfig.IncomingFolder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The formats of the resource's texts. */
public final class Formats {

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration SHORTEST_AGE = Duration.ofMinutes(5);
  private static final Duration LONGEST_AGE = Duration.ofDays(365);

  private static final Pattern SELINUX_LEVEL =
      Pattern.compile("s[0-9]{1,2}(:c[0-9]{1,4}([,.]c[0-9]{1,4}){0,7})?");
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern RESOURCE_NAME = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern DNS_SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern SECRET_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final Pattern VOLUME_NAME = Pattern.compile("[A-Za-z0-9_][-._A-Za-z0-9]{0,62}");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");
  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,15})h)?(?:(\\d{1,15})m)?(?:(\\d{1,15})s)?");

  private static final Pattern MAX_STARTUPS =
      Pattern.compile("([0-9]{1,6}):([0-9]{1,3}):([0-9]{1,6})");
  private static final Pattern BYTES = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kMGT]|[KMGT]i|)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "k",
          1_000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "T",
          1_000_000_000_000L,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30,
          "Ti",
          1L << 40);
  private static final BigDecimal LEAST_BANDWIDTH = BigDecimal.valueOf(1L << 10);
  private static final BigDecimal MOST_BANDWIDTH = BigDecimal.valueOf(1L << 40);

  private static final int LEAST_TRUSTED_IPV4_PREFIX = 8;
  private static final int LEAST_TRUSTED_IPV6_PREFIX = 32;

  private Formats() {}

  static boolean isResourceName(String text) {
    return RESOURCE_NAME.matcher(text).matches();
  }

  static boolean isDnsLabel(String text) {
    return DNS_LABEL.matcher(text).matches();
  }

  static boolean isDnsSubdomain(String text) {
    return text.length() <= 253 && DNS_SUBDOMAIN.matcher(text).matches();
  }

  static boolean isSeLinuxLevel(String text) {
    return SELINUX_LEVEL.matcher(text).matches();
  }

  static boolean isSecretKey(String text) {
    return text.length() <= 253
        && SECRET_KEY.matcher(text).matches()
        && !text.equals(".")
        && !text.equals("..");
  }

  /** Whether the text can be the name of a volume, in a resource and at the gateway. */
  public static boolean isVolumeName(String text) {
    return VOLUME_NAME.matcher(text).matches();
  }

  static boolean isQualifiedName(String text) {
    var slash = text.indexOf('/');
    var name = text.substring(slash + 1);
    return (slash < 0 || isDnsSubdomain(text.substring(0, slash)))
        && !name.isEmpty()
        && LABEL_VALUE.matcher(name).matches();
  }

  static boolean isLabelValue(String text) {
    return LABEL_VALUE.matcher(text).matches();
  }

  static boolean isHost(String text) {
    return Network.isAddress(text) || isDnsSubdomain(text);
  }

  static boolean isPath(String text) {
    return text.length() <= 1024
        && text.chars().noneMatch(c -> c < ' ' || c == 0x7f)
        && Arrays.stream(text.split("/", -1)).noneMatch(Formats::isNoFolder);
  }

  private static boolean isNoFolder(String element) {
    return element.isEmpty()
        || element.equals(".")
        || element.equals("..")
        || element.equals(IncomingFolder.NAME);
  }

  /**
   * Whether the text is a network in CIDR notation that is small enough to be trusted to name
   * clients: one of everybody would let everybody claim any address.
   */
  public static boolean isTrustedNetwork(String text) {
    int least = text.contains(":") ? LEAST_TRUSTED_IPV6_PREFIX : LEAST_TRUSTED_IPV4_PREFIX;
    return Network.isCidr(text) && Integer.parseInt(text.substring(text.indexOf('/') + 1)) >= least;
  }

  /** Reads a time of RFC 3339; empty if it is none. */
  public static Optional<Instant> time(String text) {
    if (!TIME.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant())
          .filter(time -> !time.isBefore(Instant.EPOCH));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Reads a duration such as {@code 1h30m} of at most a day; empty if it is none. */
  public static Optional<Duration> duration(String text) {
    return anyDuration(text).filter(duration -> duration.compareTo(LONGEST) <= 0);
  }

  /** Reads how old a backup may be, such as {@code 26h}; empty if it is too little or too much. */
  public static Optional<Duration> maxAge(String text) {
    return anyDuration(text)
        .filter(age -> age.compareTo(SHORTEST_AGE) >= 0 && age.compareTo(LONGEST_AGE) <= 0);
  }

  private static Optional<Duration> anyDuration(String text) {
    var matcher = DURATION.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    var sum =
        Duration.ofHours(number(matcher.group(1)))
            .plusMinutes(number(matcher.group(2)))
            .plusSeconds(number(matcher.group(3)));
    return Optional.of(sum);
  }

  /** Reads a duration as {@link #duration} does, of more than nothing; empty if it is none. */
  public static Optional<Duration> positiveDuration(String text) {
    return duration(text).filter(Duration::isPositive);
  }

  /** Whether the text is a limit of connections as sshd's {@code MaxStartups} writes it. */
  public static boolean isMaxStartups(String text) {
    var parts = MAX_STARTUPS.matcher(text);
    if (!parts.matches()) {
      return false;
    }
    int start = Integer.parseInt(parts.group(1));
    int full = Integer.parseInt(parts.group(3));
    return start >= 1
        && start <= full
        && full <= Rules.MOST
        && Integer.parseInt(parts.group(2)) <= 100;
  }

  /** Reads bytes per second such as {@code 50Mi}, whole ones; empty if it is none. */
  public static Optional<Long> bytesPerSecond(String text) {
    var parts = BYTES.matcher(text);
    if (text.length() > 32 || !parts.matches()) {
      return Optional.empty();
    }
    long unit = UNITS.getOrDefault(parts.group(2), 1L);
    var bytes = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
    return Optional.of(bytes)
        .filter(amount -> amount.compareTo(LEAST_BANDWIDTH) >= 0)
        .filter(amount -> amount.compareTo(MOST_BANDWIDTH) <= 0)
        .map(BigDecimal::longValue);
  }

  @SuppressWarnings("NullAway") // Matcher.group is null for what did not take part.
  private static long number(String digits) {
    return digits == null ? 0 : Math.min(Long.parseLong(digits), LONGEST.toSeconds() + 1);
  }
}
