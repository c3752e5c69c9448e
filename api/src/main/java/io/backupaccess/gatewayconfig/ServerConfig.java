package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs at start and does not change while it runs.
 *
 * @param sshListen address and port of SSH, such as {@code 0.0.0.0:2222} or {@code [::]:2222}; null
 *     for a reader, see {@code hop}
 * @param probesListen address and port of the health probes, plain HTTP, which disclose nothing
 * @param statusListen address and port of the status API; null: none
 * @param statusTokenFile file with the token of the status API; required with {@code statusListen}
 * @param hostKeyFiles private host keys in OpenSSH's format, the primary first; null for a reader
 * @param runtimeDirectory a folder of the gateway's own, on a temporary file system; it makes what
 *     it needs in it
 * @param confinement whether pulls need the kernel's confinement
 * @param rsync the rsync program, 3.5.0 or later; null: {@code /usr/bin/rsync}
 * @param shutdownDelay how long new connections are taken after SIGTERM, for those who send them
 *     and do not know yet; ISO 8601; null: not at all
 * @param drainTimeout how long running pulls may go on after SIGTERM; ISO 8601; null: ten minutes
 * @param protocols by which the volumes are served, one at least; null: all
 * @param ciphers whose order of ciphers counts; null: {@link Ciphers#FASTEST}
 * @param proxyProtocol who passes clients on; null: clients connect themselves
 * @param limits what peers may take; null: the defaults
 * @param readOnlyMounts mounts that have to be read-only: a volume on one that is not, at start, is
 *     not served; null: none has to be
 * @param hop how a gateway and its readers know each other; null: the gateway has no readers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerConfig(
    @Nullable String sshListen,
    String probesListen,
    @Nullable String statusListen,
    @Nullable String statusTokenFile,
    @Nullable List<String> hostKeyFiles,
    String runtimeDirectory,
    Confinement confinement,
    @Nullable String rsync,
    @Nullable Duration shutdownDelay,
    @Nullable Duration drainTimeout,
    @Nullable List<Protocol> protocols,
    @Nullable Ciphers ciphers,
    @Nullable ProxyProtocolConfig proxyProtocol,
    @Nullable LimitsConfig limits,
    @Nullable List<String> readOnlyMounts,
    @Nullable HopConfig hop) {

  /** What the volumes are served by. */
  public enum Protocol {
    @JsonProperty("Rsync")
    RSYNC,
    @JsonProperty("SFTP")
    SFTP
  }

  /** Which ciphers a client is offered; it takes the first of its own that it is offered. */
  public enum Ciphers {
    /** AES-GCM alone, for a client that has it. */
    @JsonProperty("Fastest")
    FASTEST,
    /** All of the gateway's, so that the client's order decides. */
    @JsonProperty("ClientOrder")
    CLIENT_ORDER
  }

  /** What the gateway does where the kernel cannot confine a pull. */
  public enum Confinement {
    /** The self-test must pass before the gateway is ready. */
    @JsonProperty("Required")
    REQUIRED,
    /**
     * Serve all the same, trusting the owners of the volumes; only for keys that have the same
     * grants.
     */
    @JsonProperty("BestEffort")
    BEST_EFFORT
  }
}
