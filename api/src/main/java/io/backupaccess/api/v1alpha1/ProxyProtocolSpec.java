package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who passes clients on to the gateway. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProxyProtocolSpec(
    @Required
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.NETWORK, message = Rules.NETWORK_MESSAGE)
        @ValidationRule(value = Rules.TRUSTED_NETWORK, message = Rules.TRUSTED_NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks of the load balancers, in CIDR notation. Their connections must begin with the header of the PROXY protocol, version 1 or 2; nobody else can connect.")
        List<@Size(min = 1, max = 43) String> trustedPeers,
    @Size(max = 8)
        @JsonPropertyDescription(
            "Load balancers that are pods of the cluster, for networks that do not match pods by their addresses, such as Cilium's. They open the NetworkPolicy alone: the address of a peer must be in trustedPeers all the same.")
        List<PeerSelectorSpec> trustedPeerSelectors) {

  /** Fills in what was left out. */
  public ProxyProtocolSpec(
      @Nullable List<String> trustedPeers, @Nullable List<PeerSelectorSpec> trustedPeerSelectors) {
    this.trustedPeers = trustedPeers == null ? List.of() : List.copyOf(trustedPeers);
    this.trustedPeerSelectors =
        trustedPeerSelectors == null ? List.of() : List.copyOf(trustedPeerSelectors);
  }
}
