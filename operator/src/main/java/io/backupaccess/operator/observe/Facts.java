package io.backupaccess.operator.observe;

import io.backupaccess.operator.hostkeys.HostKeys;
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
    GatewayState gateway,
    List<String> nodeNetworks,
    Map<String, ClusterNode> nodes) {
  public Facts {
    claims = Map.copyOf(claims);
    keySecrets = Map.copyOf(keySecrets);
    holders = List.copyOf(holders);
    nodeNetworks = List.copyOf(nodeNetworks);
    nodes = Map.copyOf(nodes);
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
        gateway,
        nodeNetworks,
        nodes);
  }
}
