package io.backupaccess.operator.status;

import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.hostkeys.KnownHostsLine;
import io.backupaccess.operator.plan.GatewayPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of {@code status.knownHosts}: of the key in use, and of the next one after it. */
final class KnownHosts {

  private KnownHosts() {}

  /**
   * @param published what it says so far; kept while no address or key is known, so that a lost key
   *     is still noticed
   */
  static List<String> lines(GatewayPlan plan, Optional<Endpoint> endpoint, List<String> published) {
    if (endpoint.isEmpty() || !(plan.hostKeys() instanceof HostKeys.Usable(String publicKey))) {
      return published;
    }
    String current = line(endpoint.get(), publicKey);
    return Stream.concat(
            Stream.of(current), next(plan.nextHostKeys(), endpoint.get(), published, publicKey))
        .toList();
  }

  private static Stream<String> next(
      @Nullable HostKeys next, Endpoint endpoint, List<String> published, String current) {
    return switch (next) {
      case null -> Stream.empty();
      case HostKeys.Usable(String publicKey) -> Stream.of(line(endpoint, publicKey));
      default -> published.stream().skip(1).filter(line -> !line.endsWith(" " + current)).limit(1);
    };
  }

  private static String line(Endpoint endpoint, String publicKey) {
    return KnownHostsLine.of(endpoint.addresses(), endpoint.port(), publicKey);
  }
}
