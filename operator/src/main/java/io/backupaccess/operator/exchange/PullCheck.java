package io.backupaccess.operator.exchange;

import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway may say about pulls. Whether the resource has such keys and volumes, and the pull
 * can have been at that time, is for the reader to say.
 */
final class PullCheck {

  private static final int MAX_NAMES = 64;
  private static final double MAX_SECONDS = 10.0 * 365 * 24 * 3600;
  private static final long MAX_TIME = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final Pattern JOURNAL = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern NAME = Pattern.compile("[-._A-Za-z0-9]{1,63}");
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

  private PullCheck() {}

  static boolean plausible(PullPage page) {
    return matches(JOURNAL, page.journal())
        && page.acknowledged() >= 0
        && page.lost() >= 0
        && page.running() >= 0
        && page.records().size() <= PullPage.MOST
        && ascending(page.records(), page.acknowledged());
  }

  private static boolean ascending(List<Entry> records, long from) {
    long before = from;
    for (Entry entry : records) {
      if (entry == null || entry.sequence() <= before || !plausible(entry.pull())) {
        return false;
      }
      before = entry.sequence();
    }
    return true;
  }

  private static boolean plausible(@Nullable PullRecord pull) {
    return pull != null
        && matches(NAME, pull.key())
        && matches(FINGERPRINT, pull.fingerprint())
        && names(pull.volumes())
        && names(pull.wholeVolumes())
        && pull.start() != null
        && pull.start().getEpochSecond() >= 0
        && pull.start().getEpochSecond() <= MAX_TIME
        && pull.seconds() >= 0
        && pull.seconds() <= MAX_SECONDS
        && pull.bytes() >= 0
        && pull.files() >= 0
        && (pull.unreadable() == null || pull.unreadable() >= 0)
        && pull.exitCode() >= 0
        && pull.exitCode() <= 255;
  }

  private static boolean names(@Nullable List<String> names) {
    return names != null
        && names.size() <= MAX_NAMES
        && names.stream().allMatch(name -> matches(NAME, name));
  }

  private static boolean matches(Pattern pattern, @Nullable String text) {
    return text != null && pattern.matcher(text).matches();
  }
}
