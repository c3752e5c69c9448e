package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the gateway's SSH server treats its peers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerSpec(
    @Size(max = 32)
        @ValidationRule(value = Rules.NETWORKS, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks, in CIDR notation, of load balancers and routers that put their own addresses in place of clients'. No key with source networks is accepted from there, and they never earn penalties. The cluster's nodes need not be named where the operator may see nodes.")
        List<@Size(min = 1, max = 43) String> natPeers,
    @Size(max = 32)
        @ValidationRule(value = Rules.NETWORKS, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks, in CIDR notation, whose addresses never earn penalties, such as those of a load balancer's health checks.")
        List<@Size(min = 1, max = 43) String> exemptPeers) {

  /** What a resource without {@code server} gets. */
  public static final ServerSpec DEFAULTS = new ServerSpec(null, null);

  /** Fills in what was left out. */
  public ServerSpec(@Nullable List<String> natPeers, @Nullable List<String> exemptPeers) {
    this.natPeers = natPeers == null ? List.of() : List.copyOf(natPeers);
    this.exemptPeers = exemptPeers == null ? List.of() : List.copyOf(exemptPeers);
  }
}
