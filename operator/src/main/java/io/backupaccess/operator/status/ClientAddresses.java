package io.backupaccess.operator.status;

import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.operator.plan.ClientRoute;
import io.backupaccess.operator.plan.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * With what addresses clients came to the gateway.
 *
 * @param route on which way they came
 * @param seen what the gateway tells of them
 */
record ClientAddresses(ClientRoute route, Clients seen) {

  private static final String REFUSED = "ClientAddressHidden";

  private static final String WHAT_TO_DO =
      "spec.service.externalTrafficPolicy Local keeps clients' own addresses where they come to"
          + " nodes directly, and a load balancer with the PROXY protocol"
          + " (spec.server.proxyProtocol) tells them; a key for anywhere does not need them";

  static ClientAddresses of(ClientRoute route, @Nullable GatewayStatus report) {
    return new ClientAddresses(route, report == null ? Clients.NONE : report.clients());
  }

  /** Whether clients come with addresses of their own. */
  Verdict verdict(List<KeySpec> keys) {
    List<Problem> refused = problems(keys);
    if (!refused.isEmpty()) {
      String message = refused.stream().map(Problem::toString).collect(Collectors.joining("; "));
      return new Verdict.Wrong(REFUSED, message);
    }
    if (!route.judged()) {
      return new Verdict.Open(
          "NodesUnknown",
          "the operator may not see the addresses of the cluster's nodes, so it cannot tell them"
              + " from clients' own");
    }
    if (!seen.hidden().isEmpty()) {
      return new Verdict.Wrong(
          "NoKeyNeedsIt",
          "clients of %s came with an address of the cluster's nodes or of a proxy in place of their own; these keys are for anywhere, so they were served"
              .formatted(String.join(", ", seen.hidden())));
    }
    return seen.visible().isEmpty()
        ? new Verdict.Open("NoClientYet", "no client has come since the gateway began")
        : new Verdict.Fine("Visible", "the last client of each key came with its own address");
  }

  /** The entries whose clients were refused because of their addresses. */
  List<Problem> problems(List<KeySpec> keys) {
    return IntStream.range(0, keys.size())
        .filter(i -> seen.refused().contains(keys.get(i).name()))
        .mapToObj(i -> problem("spec.keys[" + i + "]", keys.get(i)))
        .toList();
  }

  private Problem problem(String entry, KeySpec key) {
    // Otherwise a line of its Secret, or its certificate, names the networks.
    String field =
        key.sourceRanges() == null || key.sourceRanges().isEmpty()
            ? entry
            : entry + ".sourceRanges";
    return new Problem(REFUSED, field, why() + "; " + WHAT_TO_DO);
  }

  private String why() {
    return route.judged()
        ? "the client of this key came with an address of the cluster's nodes or of a proxy in"
            + " place of its own, so it cannot be told whether it is in the key's networks, and it"
            + " was refused"
        : "the operator may not see the addresses of the cluster's nodes, any of which stands for"
            + " clients with spec.service.externalTrafficPolicy Cluster, so it cannot be told"
            + " whether the client of this key is in the key's networks, and it was refused";
  }
}
