package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.PeerSelectorSpec;
import io.backupaccess.api.v1alpha1.PeerSelectorSpec.Labelled;
import io.backupaccess.api.v1alpha1.ServerSpec;
import io.backupaccess.api.validation.Formats;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who passes clients on with the PROXY protocol. */
final class TrustedPeers {

  private TrustedPeers() {}

  /**
   * Their networks in CIDR notation, less those that cannot be trusted; empty: clients connect
   * themselves.
   */
  static Optional<List<String>> of(ServerSpec server) {
    return Optional.ofNullable(server.proxyProtocol())
        .map(
            given ->
                given.trustedPeers().stream()
                    .filter(Formats::isTrustedNetwork)
                    .distinct()
                    .toList());
  }

  /** Whom the NetworkPolicy admits; empty: everybody. Where no network is trusted, nobody. */
  static Optional<List<NetworkPolicyPeer>> admitted(ServerSpec server) {
    return of(server)
        .map(
            networks ->
                networks.isEmpty()
                    ? List.of()
                    : Stream.concat(networks.stream().map(TrustedPeers::network), selected(server))
                        .toList());
  }

  private static NetworkPolicyPeer network(String cidr) {
    return new NetworkPolicyPeerBuilder().withNewIpBlock().withCidr(cidr).endIpBlock().build();
  }

  private static Stream<NetworkPolicyPeer> selected(ServerSpec server) {
    return Stream.ofNullable(server.proxyProtocol())
        .flatMap(proxy -> proxy.trustedPeerSelectors().stream())
        .filter(TrustedPeers::selectsSome)
        .map(
            selector ->
                new NetworkPolicyPeerBuilder()
                    .withNamespaceSelector(labelled(selector.namespaceSelector()))
                    .withPodSelector(labelled(selector.podSelector()))
                    .build());
  }

  /** One that an older rule let in would admit everybody. */
  private static boolean selectsSome(PeerSelectorSpec selector) {
    List<Labelled> given =
        Stream.of(
                Optional.ofNullable(selector.namespaceSelector()),
                Optional.ofNullable(selector.podSelector()))
            .flatMap(Optional::stream)
            .toList();
    return !given.isEmpty() && given.stream().noneMatch(labels -> labels.matchLabels().isEmpty());
  }

  private static @Nullable LabelSelector labelled(@Nullable Labelled labels) {
    return labels == null
        ? null
        : new LabelSelectorBuilder().withMatchLabels(new TreeMap<>(labels.matchLabels())).build();
  }
}
