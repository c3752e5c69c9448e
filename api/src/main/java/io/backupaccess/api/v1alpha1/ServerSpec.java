package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the gateway's SSH server treats its peers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServerSpec(
    @Size(min = 1, max = 2)
        @JsonPropertyDescription(
            "By which protocols the volumes are served. Rsync: pulls and pushes with rsync. SFTP: reading with sftp, scp, sshfs and the like. Default: both.")
        List<Protocol> protocols,
    @JsonPropertyDescription(
            "Which ciphers a client is offered. Fastest, the default: AES-GCM alone, to a client that has it. ClientOrder: all, so that the client's own order decides.")
        Ciphers ciphers,
    @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.DURATION, message = Rules.DURATION_MESSAGE)
        @JsonPropertyDescription(
            "How long running pulls may go on when the pod has to stop, as hours, minutes and seconds. Default: 10m; at most 24h.")
        String drainTimeout,
    @JsonPropertyDescription(
            "Limits for all peers together, for one source and for one connection.")
        @Nullable LimitsSpec limits,
    @JsonPropertyDescription(
            "The load balancers that pass clients on with the PROXY protocol. Default: clients connect themselves.")
        @Nullable ProxyProtocolSpec proxyProtocol,
    @Size(max = 32)
        @ValidationRule(value = Rules.NETWORK, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks, in CIDR notation, of load balancers and routers that put their own addresses in place of clients'. No key with source networks is accepted from there, and they never earn penalties. The cluster's nodes need not be named where the operator may see nodes.")
        List<@Size(min = 1, max = 43) String> natPeers,
    @Size(max = 32)
        @ValidationRule(value = Rules.NETWORK, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks, in CIDR notation, whose addresses never earn penalties, such as those of a load balancer's health checks.")
        List<@Size(min = 1, max = 43) String> exemptPeers) {

  /** What a resource without {@code server} gets. */
  public static final ServerSpec DEFAULTS =
      new ServerSpec(null, null, null, null, null, null, null);

  /** Fills in what was left out. */
  public ServerSpec(
      @Nullable List<Protocol> protocols,
      @Nullable Ciphers ciphers,
      @Nullable String drainTimeout,
      @Nullable LimitsSpec limits,
      @Nullable ProxyProtocolSpec proxyProtocol,
      @Nullable List<String> natPeers,
      @Nullable List<String> exemptPeers) {
    this.protocols =
        protocols == null ? List.of(Protocol.RSYNC, Protocol.SFTP) : List.copyOf(protocols);
    this.ciphers = ciphers == null ? Ciphers.FASTEST : ciphers;
    this.drainTimeout = drainTimeout == null ? "10m" : drainTimeout;
    this.limits = limits;
    this.proxyProtocol = proxyProtocol;
    this.natPeers = natPeers == null ? List.of() : List.copyOf(natPeers);
    this.exemptPeers = exemptPeers == null ? List.of() : List.copyOf(exemptPeers);
  }

  /** What the volumes are served by. */
  public enum Protocol {
    @JsonProperty("Rsync")
    RSYNC,
    @JsonProperty("SFTP")
    SFTP
  }

  /** Which ciphers a client is offered. */
  public enum Ciphers {
    /** AES-GCM alone, for a client that has it. */
    @JsonProperty("Fastest")
    FASTEST,
    /** All, so that the client's order decides. */
    @JsonProperty("ClientOrder")
    CLIENT_ORDER
  }
}
