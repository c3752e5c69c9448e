package io.backupaccess.operator.status;

import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.PlannedVolume;
import java.util.Optional;

/** A command line that works as it is, but for the path of the private key. */
final class SampleCommand {

  private static final int SSH_PORT = 22;

  private SampleCommand() {}

  static Optional<String> of(GatewayPlan plan, Endpoint endpoint) {
    return plan.keys().stream()
        .flatMap(key -> path(plan, key.config()).stream())
        .findFirst()
        .map(path -> text(endpoint, path));
  }

  private record Path(String remote, String local) {}

  /** The first volume that the key may read and that is served for reading. */
  private static Optional<Path> path(GatewayPlan plan, KeyConfig key) {
    return plan.volumes().stream()
        .filter(
            volume -> volume instanceof PlannedVolume.Served served && served.permission().reads())
        .map(PlannedVolume::name)
        .filter(name -> key.root() == null ? grants(key, name) : name.equals(key.root()))
        .findFirst()
        .map(name -> new Path(key.root() == null ? "/" + name + "/" : "/", "./" + name + "/"));
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
