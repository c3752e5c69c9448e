package io.backupaccess.operator.exchange;

import io.backupaccess.operator.observe.GatewayPod;
import io.fabric8.kubernetes.client.Config;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a pod's address is one where a gateway can be. It is what somebody wrote, and the
 * operator must not be sent where its own place in the network leads: to itself, its node, or the
 * API server.
 */
public final class PodAddresses implements Predicate<GatewayPod> {

  private final Set<InetAddress> apiServer;

  private PodAddresses(Set<InetAddress> apiServer) {
    this.apiServer = apiServer;
  }

  /** For the cluster that the client's configuration leads to. */
  public static PodAddresses of(Config config) {
    return new PodAddresses(
        Stream.ofNullable(URI.create(config.getMasterUrl()).getHost())
            .flatMap(PodAddresses::resolve)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Stream<InetAddress> resolve(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return Stream.empty();
    }
  }

  @Override
  public boolean test(GatewayPod pod) {
    try {
      InetAddress address = InetAddress.ofLiteral(Objects.requireNonNull(pod.ip()));
      return !address.isLoopbackAddress()
          && !address.isAnyLocalAddress()
          && !address.isLinkLocalAddress()
          && !address.isMulticastAddress()
          && !apiServer.contains(address)
          // No gateway is in the network of its node.
          && pod.hostIps().stream().map(InetAddress::ofLiteral).noneMatch(address::equals);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
