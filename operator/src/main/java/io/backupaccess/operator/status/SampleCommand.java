package io.backupaccess.operator.status;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedKey;
import io.backupaccess.operator.plan.PlannedVolume;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A command line that works as it is, but for the path of the private key. */
final class SampleCommand {

  private static final int SSH_PORT = 22;

  private SampleCommand() {}

  static Optional<String> of(GatewayPlan plan, Endpoint endpoint) {
    return plan.keys().stream()
        .map(PlannedKey::config)
        .map(key -> lines(plan, key, endpoint))
        .filter(lines -> !lines.isEmpty())
        .findFirst();
  }

  /** One line; where no single command can pull all volumes of the key, one for each of them. */
  private static String lines(GatewayPlan plan, KeyConfig key, Endpoint endpoint) {
    List<PlannedVolume.Served> volumes =
        plan.volumes().stream()
            .filter(PlannedVolume.Served.class::isInstance)
            .map(PlannedVolume.Served.class::cast)
            .filter(volume -> volume.permission().reads())
            .filter(
                volume ->
                    key.root() == null
                        ? grants(key, volume.name())
                        : volume.name().equals(key.root()))
            .toList();
    boolean onePlace = volumes.stream().map(PlannedVolume.Served::reader).distinct().count() <= 1;
    return volumes.stream()
        .limit(onePlace ? 1 : volumes.size())
        .map(volume -> text(endpoint, path(key, volume.name())))
        .collect(Collectors.joining("\n"));
  }

  private record Path(String remote, String local) {}

  private static Path path(KeyConfig key, String volume) {
    return new Path(key.root() == null ? "/" + volume + "/" : "/", "./" + volume + "/");
  }

  private static boolean grants(KeyConfig key, String volume) {
    return key.grants().stream().anyMatch(grant -> grant.volume().equals(volume));
  }

  private static String text(Endpoint endpoint, Path path) {
    String port = endpoint.port() == SSH_PORT ? "" : " -p " + endpoint.port();
    return "rsync -a -e 'ssh -i KEY -o IdentitiesOnly=yes%s' backup@%s:%s %s"
        .formatted(port, endpoint.host(), path.remote(), path.local());
  }
}
