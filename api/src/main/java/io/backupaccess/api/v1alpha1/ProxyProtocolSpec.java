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
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProxyProtocolSpec(
    @Required
        @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.NETWORKS, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks of the load balancers, in CIDR notation. Their connections must begin with the header of the PROXY protocol, version 1 or 2; nobody else can connect.")
        List<@Size(min = 1, max = 43) String> trustedPeers) {

  /** Fills in what was left out. */
  public ProxyProtocolSpec(@Nullable List<String> trustedPeers) {
    this.trustedPeers = trustedPeers == null ? List.of() : List.copyOf(trustedPeers);
  }
}
