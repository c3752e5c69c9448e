package io.backupaccess.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.ServerSpec;
import io.backupaccess.api.v1alpha1.ServerSpec.Protocol;
import io.backupaccess.gatewayconfig.AuthorityConfig;
import io.backupaccess.gatewayconfig.GatewayConfig;
import io.backupaccess.gatewayconfig.HopConfig;
import io.backupaccess.gatewayconfig.KeyConfig;
import io.backupaccess.gatewayconfig.ProxyProtocolConfig;
import io.backupaccess.gatewayconfig.ReaderConfig;
import io.backupaccess.gatewayconfig.ServerConfig;
import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.operator.hostkeys.HostKeySecretFormat;
import io.backupaccess.operator.naming.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's configuration as text. What is as by default is left out: a gateway of an older
 * version, which runs on while a new one starts, refuses what it does not know.
 *
 * <p>Nodes come and go, and every gateway has to know their addresses: they are in a file of their
 * own beside it, so that a node makes no configuration another one.
 *
 * @param text one JSON document; the same plan always gives the same bytes
 * @param nodes a JSON array with their networks; null: none are known
 * @param digest lower-case hexadecimal SHA-256 of the text
 * @param startsWith hash of the part that is read only at start
 */
record ConfigurationDocument(
    String text, @Nullable String nodes, String digest, String startsWith) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static ConfigurationDocument of(
      ServerConfig server,
      List<PlannedKey> keys,
      List<PlannedVolume> volumes,
      List<ReaderConfig> readers,
      List<String> exemptPeers,
      ClientRoute route) {
    Set<String> known = readers.stream().map(ReaderConfig::name).collect(Collectors.toSet());
    List<VolumeConfig> volumeConfigs =
        volumes.stream().filter(PlannedVolume::named).map(one -> atGateway(one, known)).toList();
    GatewayConfig config =
        new GatewayConfig(
            server,
            revokingOnce(keys),
            volumeConfigs,
            exemptPeers.isEmpty() ? null : exemptPeers,
            route.natPeers().isEmpty() ? null : route.natPeers(),
            route.nodes().isEmpty() ? null : PodTemplate.NODES_PATH,
            route.name(),
            readers.isEmpty() ? null : readers,
            // Which is the first, and the only one yet.
            null);
    String text = json(config) + "\n";
    String nodes = route.nodes().isEmpty() ? null : json(route.nodes()) + "\n";
    return new ConfigurationDocument(text, nodes, Names.hash(text), Names.hash(json(server)));
  }

  /**
   * That of a reader.
   *
   * @param claims those that it has
   */
  static ConfigurationDocument ofReader(
      ServerConfig server, List<PlannedKey> keys, List<PlannedVolume> volumes, Set<String> claims) {
    List<VolumeConfig> volumeConfigs =
        volumes.stream()
            .filter(PlannedVolume::named)
            .map(
                one ->
                    one instanceof PlannedVolume.Served served && claims.contains(one.claimName())
                        ? here(served)
                        : absent(one))
            .toList();
    String text =
        json(
                new GatewayConfig(
                    server, revokingOnce(keys), volumeConfigs, null, null, null, null, null, null))
            + "\n";
    return new ConfigurationDocument(text, null, Names.hash(text), Names.hash(json(server)));
  }

  /** How much room it takes in a ConfigMap. */
  int bytes() {
    return bytes(text) + (nodes == null ? 0 : bytes(nodes));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * What is revoked of an authority counts for all of its entries, and each planned one holds all
   * of it: written once, or a few entries would fill the document.
   */
  private static List<KeyConfig> revokingOnce(List<PlannedKey> keys) {
    Set<String> written = new HashSet<>();
    List<KeyConfig> configs = new ArrayList<>();
    for (PlannedKey key : keys) {
      AuthorityConfig authority = key.config().certificateAuthority();
      configs.add(
          authority == null || written.add(authority.publicKey())
              ? key.config()
              : key.config()
                  .with(new AuthorityConfig(authority.publicKey(), authority.principals(), null)));
    }
    return configs;
  }

  /**
   * The part that is read only at start.
   *
   * @param shutdownDelay how long it serves after it was told to end
   * @param nextHostKey whether there is one
   */
  static ServerConfig server(
      BackupAccessSpec spec,
      Duration shutdownDelay,
      Duration drain,
      boolean nextHostKey,
      List<PlannedVolume.Served> volumes,
      @Nullable HopConfig hop) {
    ServerSpec asked = spec.server();
    return new ServerConfig(
        "0.0.0.0:" + PodTemplate.SSH_PORT,
        "0.0.0.0:" + PodTemplate.PROBES_PORT,
        "0.0.0.0:" + PodTemplate.STATUS_PORT,
        PodTemplate.STATUS_FOLDER + "/token",
        hostKeyFiles(nextHostKey),
        PodTemplate.RUNTIME_FOLDER,
        switch (spec.files().confinement()) {
          case REQUIRED -> Confinement.REQUIRED;
          case BEST_EFFORT -> Confinement.BEST_EFFORT;
        },
        null,
        shutdownDelay.isZero() ? null : shutdownDelay,
        drain,
        protocols(asked.protocols()),
        switch (asked.ciphers()) {
          case FASTEST -> null;
          case CLIENT_ORDER -> Ciphers.CLIENT_ORDER;
        },
        TrustedPeers.of(asked).map(ProxyProtocolConfig::new).orElse(null),
        ServerLimits.of(asked.limits()),
        readOnlyMounts(volumes),
        hop);
  }

  /** The part that a reader reads at start, of what its gateway's would be. */
  static ServerConfig reader(
      ServerConfig gateway, HopConfig hop, List<PlannedVolume.Served> volumes) {
    return new ServerConfig(
        null,
        gateway.probesListen(),
        gateway.statusListen(),
        gateway.statusTokenFile(),
        null,
        gateway.runtimeDirectory(),
        gateway.confinement(),
        gateway.rsync(),
        null,
        gateway.drainTimeout(),
        gateway.protocols(),
        null,
        null,
        gateway.limits(),
        readOnlyMounts(volumes),
        hop);
  }

  /** Both, which is as by default, are not written. */
  private static @Nullable List<ServerConfig.Protocol> protocols(List<Protocol> asked) {
    EnumSet<Protocol> distinct = EnumSet.noneOf(Protocol.class);
    distinct.addAll(asked);
    return distinct.isEmpty() || distinct.equals(EnumSet.allOf(Protocol.class))
        ? null
        : distinct.stream()
            .map(
                protocol ->
                    switch (protocol) {
                      case RSYNC -> ServerConfig.Protocol.RSYNC;
                      case SFTP -> ServerConfig.Protocol.SFTP;
                    })
            .toList();
  }

  /** Those that the pod's template wants read-only. */
  private static @Nullable List<String> readOnlyMounts(List<PlannedVolume.Served> volumes) {
    List<String> mounts =
        volumes.stream()
            .filter(served -> !served.permission().writes())
            .map(PlannedVolume.Served::mount)
            .toList();
    return mounts.isEmpty() ? null : mounts;
  }

  /** The gateway uses the first, and tells clients of all. */
  private static List<String> hostKeyFiles(boolean next) {
    return Stream.of(PodTemplate.HOST_KEYS_FOLDER, PodTemplate.NEXT_HOST_KEYS_FOLDER)
        .limit(next ? 2 : 1)
        .map(folder -> folder + "/" + HostKeySecretFormat.PRIVATE_KEY)
        .toList();
  }

  /**
   * A volume as the gateway knows it.
   *
   * @param readers those that the gateway knows
   */
  private static VolumeConfig atGateway(PlannedVolume volume, Set<String> readers) {
    return volume instanceof PlannedVolume.Served served
            && (served.reader() == null || readers.contains(served.reader()))
        ? in(served, served.reader())
        : absent(volume);
  }

  /** A volume that the pod with the document mounts. */
  private static VolumeConfig here(PlannedVolume.Served volume) {
    return in(volume, null);
  }

  private static VolumeConfig in(PlannedVolume.Served volume, @Nullable String reader) {
    return new VolumeConfig(
        volume.name(),
        volume.mount(),
        volume.folder(),
        mode(volume.permission()),
        onlyTrue(volume.permission().delete()),
        onlyTrue(volume.permission().overwrite()),
        reader);
  }

  /**
   * A volume that is not served stays, without a mount, so that it is refused by name. One for
   * writing that is elsewhere is no part of pulls here, either.
   */
  private static VolumeConfig absent(PlannedVolume volume) {
    boolean onlyWritten =
        volume instanceof PlannedVolume.Served served
            && mode(served.permission()) == VolumeConfig.Mode.WRITE_ONLY;
    return new VolumeConfig(
        volume.name(), null, null, onlyWritten ? VolumeConfig.Mode.WRITE_ONLY : null, null, null);
  }

  private static VolumeConfig.@Nullable Mode mode(Permission permission) {
    if (permission.withheld() == Permission.Withheld.READING) {
      return VolumeConfig.Mode.RESTORE_ONLY;
    }
    return switch (permission.mode()) {
      case READ_ONLY -> null;
      case WRITE_ONLY -> VolumeConfig.Mode.WRITE_ONLY;
      case READ_WRITE -> VolumeConfig.Mode.READ_WRITE;
    };
  }

  private static @Nullable Boolean onlyTrue(boolean value) {
    return value ? Boolean.TRUE : null;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
