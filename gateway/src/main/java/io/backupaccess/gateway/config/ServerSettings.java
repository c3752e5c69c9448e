package io.backupaccess.gateway.config;

import io.backupaccess.gatewayconfig.ServerConfig;
import io.backupaccess.gatewayconfig.ServerConfig.Ciphers;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import io.backupaccess.gatewayconfig.ServerConfig.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs at start.
 *
 * @param sshListen where SSH listens; empty: this is a reader
 * @param probesListen where the probes listen
 * @param status where the status API listens; empty: nowhere
 * @param hostKeys private host keys, the primary first; none: this is a reader
 * @param runtimeDirectory a folder of the gateway's own
 * @param confinement whether pulls need the kernel's confinement
 * @param rsync the rsync program
 * @param shutdownDelay how long new connections are taken after SIGTERM
 * @param drainTimeout how long running pulls may go on after SIGTERM
 * @param protocols by which the volumes are served
 * @param ciphers whose order of ciphers counts
 * @param proxies who passes clients on with the PROXY protocol; empty: nobody
 * @param limits what peers may take
 * @param readOnlyMounts mounts that have to be read-only
 * @param hop how this knows its readers, or its gateway; empty: there are none
 */
public record ServerSettings(
    Optional<InetSocketAddress> sshListen,
    InetSocketAddress probesListen,
    Optional<StatusListener> status,
    List<Path> hostKeys,
    Path runtimeDirectory,
    Confinement confinement,
    Path rsync,
    Duration shutdownDelay,
    Duration drainTimeout,
    Set<Protocol> protocols,
    Ciphers ciphers,
    Optional<SourceRule> proxies,
    ServiceLimits limits,
    List<Path> readOnlyMounts,
    Optional<HopSettings> hop) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");
  private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(10);

  /**
   * Where the status API listens.
   *
   * @param listen address and port
   * @param tokenFile file with its token
   */
  public record StatusListener(InetSocketAddress listen, Path tokenFile) {
    private static final int SHORTEST_TOKEN = 16;

    /** The token that callers have to hold. */
    public String token() throws IOException {
      String token = Files.readString(tokenFile).strip();
      if (token.length() < SHORTEST_TOKEN) {
        throw new IOException(
            tokenFile + " holds no token of " + SHORTEST_TOKEN + " characters or more");
      }
      return token;
    }
  }

  /** Checks every field; the message of the exception begins with the field's path. */
  static ServerSettings of(@Nullable ServerConfig config) throws BadEntryException {
    if (config == null) {
      throw new BadEntryException("server: this object is missing");
    }
    Confinement confinement = config.confinement();
    if (confinement == null) {
      throw new BadEntryException("server.confinement: Required or BestEffort is needed here");
    }
    Optional<HopSettings> hop =
        config.hop() == null ? Optional.empty() : Optional.of(HopSettings.of(config.hop()));
    boolean reader = hop.flatMap(HopSettings::listener).isPresent();
    if (reader && (config.sshListen() != null || config.hostKeyFiles() != null)) {
      throw new BadEntryException("server.hop.listen: a reader has no SSH port and no host keys");
    }
    return new ServerSettings(
        reader ? Optional.empty() : Optional.of(address("server.sshListen", config.sshListen())),
        address("server.probesListen", config.probesListen()),
        status(config),
        reader ? List.of() : hostKeys(config.hostKeyFiles()),
        path("server.runtimeDirectory", config.runtimeDirectory()),
        confinement,
        config.rsync() == null ? Path.of("/usr/bin/rsync") : path("server.rsync", config.rsync()),
        duration("server.shutdownDelay", config.shutdownDelay(), Duration.ZERO),
        duration("server.drainTimeout", config.drainTimeout(), DRAIN_TIMEOUT),
        protocols(config.protocols()),
        config.ciphers() == null ? Ciphers.FASTEST : config.ciphers(),
        config.proxyProtocol() == null
            ? Optional.empty()
            : Optional.of(
                networks(
                    "server.proxyProtocol.trustedPeers", config.proxyProtocol().trustedPeers())),
        ServiceLimits.of(config.limits()),
        paths("server.readOnlyMounts", config.readOnlyMounts()),
        hop);
  }

  private static Set<Protocol> protocols(@Nullable List<Protocol> given) throws BadEntryException {
    if (given == null) {
      return EnumSet.allOf(Protocol.class);
    }
    if (given.isEmpty() || given.contains(null)) {
      throw new BadEntryException("server.protocols: Rsync, SFTP or both are needed here");
    }
    return EnumSet.copyOf(given);
  }

  private static SourceRule networks(String field, @Nullable List<String> texts)
      throws BadEntryException {
    if (texts == null || texts.isEmpty()) {
      throw new BadEntryException(field + ": at least one network is needed here");
    }
    try {
      return SourceRule.parse(texts);
    } catch (BadEntryException e) {
      throw new BadEntryException(field + ": networks such as 203.0.113.0/24 are needed");
    }
  }

  private static Optional<StatusListener> status(ServerConfig config) throws BadEntryException {
    if (config.statusListen() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new StatusListener(
            address("server.statusListen", config.statusListen()),
            path("server.statusTokenFile", config.statusTokenFile())));
  }

  static InetSocketAddress address(String field, @Nullable String text) throws BadEntryException {
    Matcher parts = ADDRESS.matcher(text == null ? "" : text);
    if (parts.matches() && Integer.parseInt(parts.group(3)) <= 65535) {
      String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
      try {
        return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(parts.group(3)));
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw new BadEntryException(
        field + ": an address and port such as 0.0.0.0:2222 or [::]:2222 is needed here");
  }

  private static List<Path> hostKeys(@Nullable List<String> files) throws BadEntryException {
    if (files == null || files.isEmpty()) {
      throw new BadEntryException("server.hostKeyFiles: at least one file is needed here");
    }
    return paths("server.hostKeyFiles", files);
  }

  private static List<Path> paths(String field, @Nullable List<String> texts)
      throws BadEntryException {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; texts != null && i < texts.size(); i++) {
      paths.add(path(field + "[" + i + "]", texts.get(i)));
    }
    return List.copyOf(paths);
  }

  static Path path(String field, @Nullable String text) throws BadEntryException {
    try {
      if (text != null && Path.of(text).isAbsolute()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new BadEntryException(field + ": an absolute path is needed here");
  }

  private static Duration duration(String field, @Nullable Duration duration, Duration otherwise)
      throws BadEntryException {
    if (duration == null) {
      return otherwise;
    }
    if (duration.isNegative()) {
      throw new BadEntryException(field + ": a positive duration is needed here");
    }
    return duration;
  }
}
