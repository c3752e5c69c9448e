package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.AddressStatus;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.ServiceState;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where clients reach a gateway.
 *
 * @param addresses one at least; the first is what clients are told to use
 */
record Endpoint(List<String> addresses, int port) {

  // It is pasted into command lines and known_hosts.
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}|::[0-9a-fA-F:.]*");

  Endpoint {
    addresses = List.copyOf(addresses);
  }

  /** The endpoint; nothing while the Service has no address. */
  static Optional<Endpoint> of(BackupAccessSpec spec, GatewayState state) {
    ServiceState service = state.service();
    String host = spec.endpoint().host();
    List<String> addresses = host == null ? List.of() : List.of(host);
    Integer port = spec.endpoint().port();
    if (service != null) {
      addresses = host == null ? addresses(service, state) : addresses;
      port = port == null ? port(spec.service(), service) : port;
    }
    List<String> usable =
        addresses.stream()
            .filter(address -> ADDRESS.matcher(address).matches())
            .limit(BackupAccessStatus.MOST_ADDRESSES)
            .toList();
    return usable.isEmpty() || port == null
        ? Optional.empty()
        : Optional.of(new Endpoint(usable, port));
  }

  /** Of each family that the Service has. */
  private static List<String> addresses(ServiceState service, GatewayState state) {
    return switch (service.type()) {
      case "LoadBalancer" -> service.ingress();
      // With externalTrafficPolicy Local only the pod's own node answers.
      case "NodePort" ->
          state.newestPod().map(GatewayPod::hostIps).orElse(List.of()).stream()
              .filter(address -> hasFamily(service, address))
              .toList();
      default -> service.clusterIps();
    };
  }

  private static boolean hasFamily(ServiceState service, String address) {
    return service.clusterIps().isEmpty()
        || service.clusterIps().stream().anyMatch(own -> isIpv6(own) == isIpv6(address));
  }

  private static boolean isIpv6(String address) {
    return address.contains(":");
  }

  private static @Nullable Integer port(GatewayServiceSpec spec, ServiceState service) {
    return service.type().equals("NodePort") ? service.nodePort() : spec.port();
  }

  /** All of them for the status. */
  List<AddressStatus> statuses() {
    return addresses.stream().map(address -> new AddressStatus(address, port)).toList();
  }

  /** The address that clients are told to use. */
  String address() {
    return addresses.getFirst();
  }

  /** The address as a part of {@code user@host:path}. */
  String host() {
    return isIpv6(address()) ? "[" + address() + "]" : address();
  }
}
