package io.backupaccess.operator.observe;

import io.backupaccess.operator.hostkeys.HostKeys;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a plan depends on besides the resource itself.
 *
 * @param at when they were observed
 * @param claims by name; a name that is missing here is a claim that does not exist
 * @param keySecrets by name, one entry for each name that the resource mentions
 * @param consents those that the resource needs; nobody asks for others
 * @param nextHostKeys the key that is published before it is used; null: none is named
 * @param freed the last pods of applications that had claims which became free a moment ago
 * @param readers of the gateway
 * @param nodeNetworks the addresses of the cluster's nodes as networks in CIDR notation; none where
 *     the operator may not see them
 * @param nodes by name; none where the operator may not see them
 */
public record Facts(
    Instant at,
    Map<String, Claim> claims,
    Map<String, KeySecret> keySecrets,
    Consents consents,
    HostKeys hostKeys,
    @Nullable HostKeys nextHostKeys,
    GatewaySecret gatewaySecret,
    List<Holder> holders,
    Map<String, Holder> freed,
    GatewayState gateway,
    Readers readers,
    List<String> nodeNetworks,
    Map<String, ClusterNode> nodes) {
  public Facts {
    claims = Map.copyOf(claims);
    keySecrets = Map.copyOf(keySecrets);
    holders = List.copyOf(holders);
    freed = Map.copyOf(freed);
    nodeNetworks = List.copyOf(nodeNetworks);
    nodes = Map.copyOf(nodes);
  }

  /** The same facts after the Secrets of readers were made. */
  public Facts with(Readers newReaders) {
    return new Facts(
        at,
        claims,
        keySecrets,
        consents,
        hostKeys,
        nextHostKeys,
        gatewaySecret,
        holders,
        freed,
        gateway,
        newReaders,
        nodeNetworks,
        nodes);
  }

  /** The same facts as the API server's answers to these writes say them. */
  public Facts after(List<HasMetadata> written) {
    return new Facts(
        at,
        claims,
        keySecrets,
        consents,
        hostKeys,
        nextHostKeys,
        gatewaySecret,
        holders,
        freed,
        gateway.after(written),
        readers.after(written),
        nodeNetworks,
        nodes);
  }

  /** Whether a pod is being asked for the first time, and its answer is still to come. */
  public boolean unheard() {
    return gateway.unheard() || readers.unheard();
  }

  /** What the status port of this pod asks for; empty: nobody knows. */
  public String token(GatewayPod pod) {
    return readers.byId().values().stream()
        .filter(reader -> reader.state().pods().contains(pod))
        .findFirst()
        .map(reader -> reader.secret() instanceof HopSecret.Present keys ? keys.token() : "")
        .orElseGet(
            () -> gatewaySecret instanceof GatewaySecret.Present present ? present.token() : "");
  }

  /** The same facts after the Secrets that are made once were made. */
  public Facts with(
      HostKeys newHostKeys, @Nullable HostKeys newNextHostKeys, GatewaySecret newGatewaySecret) {
    return new Facts(
        at,
        claims,
        keySecrets,
        consents,
        newHostKeys,
        newNextHostKeys,
        newGatewaySecret,
        holders,
        freed,
        gateway,
        readers,
        nodeNetworks,
        nodes);
  }
}
