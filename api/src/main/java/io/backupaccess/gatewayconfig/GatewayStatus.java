package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /v1/status} at the gateway's status port. A reader bounds and validates
 * it: a gateway may be compromised.
 *
 * @param configurationDigest digest of the configuration in force, see {@link GatewayConfig}
 * @param problems entries of that configuration that are disabled, and why
 * @param fingerprints the keys accepted now, as {@code SHA256:…}
 * @param confinement what the self-test proved
 * @param sessions running pulls
 * @param pulling names of the entries of keys whose pulls these are, each once
 * @param draining whether the gateway refuses new connections because it is about to stop
 * @param clients with what addresses the clients came
 * @param mounts those that {@link ServerConfig#readOnlyMounts} names
 * @param documentVersion the latest {@link GatewayConfig#version} that it reads
 * @param lastRecord the sequence of the last record in the journal of pulls; 0: none, or an older
 *     gateway that does not say
 * @param counters what it has counted; null: an older gateway does not count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayStatus(
    String configurationDigest,
    List<Problem> problems,
    List<String> fingerprints,
    ConfinementStatus confinement,
    int sessions,
    List<String> pulling,
    boolean draining,
    Clients clients,
    List<Mount> mounts,
    int documentVersion,
    long lastRecord,
    @Nullable GatewayCounters counters) {

  public GatewayStatus {
    // An older gateway does not say.
    pulling = pulling == null ? List.of() : pulling;
    clients = clients == null ? Clients.NONE : clients;
    mounts = mounts == null ? List.of() : mounts;
    documentVersion = documentVersion == 0 ? 1 : documentVersion;
  }

  /** The same with these counts. */
  public GatewayStatus with(@Nullable GatewayCounters counted) {
    return new GatewayStatus(
        configurationDigest,
        problems,
        fingerprints,
        confinement,
        sessions,
        pulling,
        draining,
        clients,
        mounts,
        documentVersion,
        lastRecord,
        counted);
  }

  /**
   * Entries of keys, each in one of the lists at most, by the client of theirs that came last.
   *
   * @param visible it came with its own address
   * @param hidden it came with an address of {@link GatewayConfig#natPeers}
   * @param refused it did, and its key was refused for that, because it has source networks
   */
  public record Clients(List<String> visible, List<String> hidden, List<String> refused) {

    /** None has come. */
    public static final Clients NONE = new Clients(List.of(), List.of(), List.of());
  }

  /**
   * An entry of the configuration that is disabled.
   *
   * @param field JSON path of the entry, such as {@code keys[2].authorizedKeys[0]}
   * @param message what is wrong with it; never the entry's text
   */
  public record Problem(String field, String message) {}

  /**
   * What confines the children that read volumes.
   *
   * @param landlockAbi the version of Landlock's interface that is in use; 0: none
   * @param layers what the self-test proved: {@code landlock}, {@code seccomp}, {@code
   *     no-new-privileges}
   * @param message why the self-test failed; null: it passed
   */
  public record ConfinementStatus(int landlockAbi, List<String> layers, @Nullable String message) {}

  /**
   * A mount as the kernel lists it.
   *
   * @param path absolute
   * @param readOnly whether nothing can be written to it
   * @param recursively whether that is so of everything mounted beneath it, too
   */
  public record Mount(String path, boolean readOnly, boolean recursively) {}
}
