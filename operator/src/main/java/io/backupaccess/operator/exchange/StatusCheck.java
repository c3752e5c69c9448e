package io.backupaccess.operator.exchange;

import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Problem;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a gateway may say about itself: some of it is shown to people. */
final class StatusCheck {

  private static final int MAX_KEYS = 65_536;
  private static final int MAX_ENTRIES = 100;
  private static final int MAX_NAMES = 64; // as many entries as spec.keys takes
  private static final int MAX_MOUNTS = 32; // as many entries as spec.volumes takes
  // As many as the resource's status takes: one more would make all of it invalid.
  private static final int MAX_LAYERS = 16;
  private static final int MAX_ABI = 1_000;
  private static final long MAX_COUNT = 1L << 53; // what Prometheus can tell from the next
  private static final Pattern PROCESS = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
  private static final Pattern KEY_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern PATH = Pattern.compile("/[-a-z0-9/]{1,200}");
  // Empty where the problem is with the document as a whole.
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9.\\[\\]]{0,200}");
  private static final Pattern LAYER = Pattern.compile("[a-z-]{1,40}");
  private static final Pattern MESSAGE = Pattern.compile("[^\\p{Cntrl}]{0,1000}");

  private StatusCheck() {}

  static boolean plausible(GatewayStatus status) {
    return matches(DIGEST, status.configurationDigest())
        && all(status.fingerprints(), MAX_KEYS, print -> matches(FINGERPRINT, print))
        && all(status.problems(), MAX_ENTRIES, StatusCheck::plausible)
        && plausible(status.confinement())
        && all(status.pulling(), MAX_NAMES, name -> matches(KEY_NAME, name))
        && plausible(status.clients())
        && all(status.mounts(), MAX_MOUNTS, mount -> matches(PATH, mount.path()))
        && status.sessions() >= 0
        && status.documentVersion() >= 1
        && (status.counters() == null || plausible(status.counters()));
  }

  private static boolean plausible(GatewayCounters counters) {
    return matches(PROCESS, counters.process())
        && counters.refusals().size() <= MAX_ENTRIES
        && Stream.concat(
                counters.refusals().values().stream(),
                Stream.of(
                    counters.bytesSent(),
                    counters.bytesReceived(),
                    counters.logins(),
                    counters.sourcesRefused(),
                    counters.reloads()))
            .allMatch(count -> count != null && count >= 0 && count <= MAX_COUNT);
  }

  private static boolean plausible(Clients clients) {
    return Stream.of(clients.visible(), clients.hidden(), clients.refused())
        .allMatch(names -> all(names, MAX_NAMES, name -> matches(KEY_NAME, name)));
  }

  private static boolean plausible(@Nullable Problem problem) {
    return problem != null
        && matches(FIELD, problem.field())
        && matches(MESSAGE, problem.message());
  }

  private static boolean plausible(@Nullable ConfinementStatus status) {
    return status != null
        && status.landlockAbi() >= 0
        && status.landlockAbi() <= MAX_ABI
        && all(status.layers(), MAX_LAYERS, layer -> matches(LAYER, layer))
        && (status.message() == null || matches(MESSAGE, status.message()));
  }

  private static <T> boolean all(@Nullable Collection<T> items, int limit, Predicate<T> test) {
    return items != null
        && items.size() <= limit
        && items.stream().filter(Objects::nonNull).allMatch(test)
        && items.stream().noneMatch(Objects::isNull);
  }

  private static boolean matches(Pattern pattern, @Nullable String text) {
    return text != null && pattern.matcher(text).matches();
  }
}
