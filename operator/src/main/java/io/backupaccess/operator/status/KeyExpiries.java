package io.backupaccess.operator.status;

import io.backupaccess.api.sshkey.AuthorizedKeys;
import io.backupaccess.api.sshkey.AuthorizedKeysLine;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.operator.plan.PlannedKey;
import io.backupaccess.operator.status.Verdict.Fine;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the keys in force end, so that their owner hears of it before a backup fails.
 *
 * @param warning how long before its end a key is told of
 */
record KeyExpiries(List<Ending> endings, Duration warning) {

  // A Secret may hold a thousand lines, and a message has room for fewer.
  private static final int TOLD = 20;

  /** A key, as people know it, and its end. */
  record Ending(Instant at, String key) {}

  static KeyExpiries of(List<PlannedKey> keys, Duration warning) {
    return new KeyExpiries(
        keys.stream()
            .flatMap(key -> endings(key.config()))
            .sorted(Comparator.comparing(Ending::at).thenComparing(Ending::key))
            .toList(),
        warning);
  }

  private static Stream<Ending> endings(KeyConfig entry) {
    Instant end = entry.expirationTime();
    Stream<Ending> own = end == null ? Stream.empty() : Stream.of(new Ending(end, entry.name()));
    // Certificates end by themselves; an authority has none.
    Stream<String> lines = Stream.ofNullable(entry.authorizedKeys()).flatMap(List::stream);
    return Stream.concat(own, lines.flatMap(line -> ending(entry, line)));
  }

  /** Of a line that ends before the entry that it is of. */
  private static Stream<Ending> ending(KeyConfig entry, String line) {
    return AuthorizedKeys.parse(line).stream()
        .filter(AuthorizedKeysLine.Accepted.class::isInstance)
        .map(AuthorizedKeysLine.Accepted.class::cast)
        .flatMap(
            key ->
                Stream.ofNullable(key.options().expiresAt())
                    .filter(at -> isBefore(at, entry.expirationTime()))
                    .map(at -> new Ending(at, entry.name() + " " + key.key().fingerprint())));
  }

  private static boolean isBefore(Instant at, @Nullable Instant end) {
    return end == null || at.isBefore(end);
  }

  /** What is to be said now. It says nothing that passes with time, so that it is said once. */
  Verdict verdict(Instant now) {
    List<String> expired = named(ending -> !ending.at().isAfter(now), "expired at");
    List<String> soon =
        named(ending -> ending.at().isAfter(now) && !told(ending).isAfter(now), "expires at");
    if (!expired.isEmpty()) {
      return new Wrong(
          "KeyExpired", text(expired, soon) + "; remove what has expired, or set a later time");
    }
    if (!soon.isEmpty()) {
      return new Wrong(
          "KeyExpiresSoon",
          text(soon, List.of()) + "; add a new key before that, or set a later time");
    }
    return new Fine(
        "NoneExpiresSoon",
        warning.isZero() ? "no key has expired" : "no key expires within " + days());
  }

  /** The next moment at which something else is to be said, without anything having changed. */
  Optional<Instant> next(Instant now) {
    return endings.stream()
        .flatMap(ending -> Stream.of(told(ending), ending.at()))
        .filter(moment -> moment.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  private Instant told(Ending ending) {
    return ending.at().minus(warning);
  }

  private List<String> named(Predicate<Ending> which, String verb) {
    return endings.stream()
        .filter(which)
        .map(ending -> "%s %s %s".formatted(ending.key(), verb, ending.at()))
        .toList();
  }

  private static String text(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    String told = all.stream().limit(TOLD).collect(Collectors.joining("; "));
    return all.size() <= TOLD ? told : told + "; and %d more".formatted(all.size() - TOLD);
  }

  private String days() {
    return warning.toDays() == 1 ? "a day" : warning.toDays() + " days";
  }
}
