package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.ServiceState;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where clients reach a gateway. */
record Endpoint(String address, int port) {

  // It is pasted into command lines and known_hosts.
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}|::[0-9a-fA-F:.]*");

  /** The endpoint; nothing while the Service has no address. */
  static Optional<Endpoint> of(GatewayServiceSpec spec, GatewayState state) {
    ServiceState service = state.service();
    String address = spec.advertisedHost();
    Integer port = spec.advertisedPort();
    if (service != null) {
      address = address == null ? address(service, state) : address;
      port = port == null ? port(spec, service) : port;
    }
    return address == null
            || address.isEmpty()
            || port == null
            || !ADDRESS.matcher(address).matches()
        ? Optional.empty()
        : Optional.of(new Endpoint(address, port));
  }

  private static @Nullable String address(ServiceState service, GatewayState state) {
    return switch (service.type()) {
      case "LoadBalancer" -> service.ingress();
      // With externalTrafficPolicy Local only the pod's own node answers.
      case "NodePort" -> state.newestPod().map(GatewayPod::hostIp).orElse(null);
      default -> service.clusterIp();
    };
  }

  private static @Nullable Integer port(GatewayServiceSpec spec, ServiceState service) {
    return service.type().equals("NodePort") ? service.nodePort() : spec.port();
  }

  /** The address as a part of {@code user@host:path}. */
  String host() {
    return address.contains(":") ? "[" + address + "]" : address;
  }
}
