package io.backupaccess.gateway.config;

import io.backupaccess.api.sshkey.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose addresses say less of who connects than others.
 *
 * @param exempt they never earn penalties
 * @param nat they put their own addresses in place of clients'; they never earn penalties either
 * @param file where more of these are; empty: nowhere
 * @param route stands for the way on which clients come here; empty: nobody says
 */
public record Peers(
    List<Network> exempt, List<Network> nat, Optional<PeersFile> file, Optional<String> route) {

  /** Every address is somebody's own. */
  public static final Peers NONE =
      new Peers(List.of(), List.of(), Optional.empty(), Optional.empty());

  /** Copies the lists. */
  public Peers {
    exempt = List.copyOf(exempt);
    nat = List.copyOf(nat);
  }

  /** These and proxies, whose own addresses are not their clients'. */
  Peers and(SourceRule proxies) {
    return new Peers(
        exempt, Stream.concat(nat.stream(), proxies.networks().stream()).toList(), file, route);
  }

  /** Whether they are others by now, although the configuration is the same. */
  boolean changed() {
    return file.isPresent() && file.get().changed();
  }

  /** Whether this source never earns penalties. */
  public boolean exempts(InetAddress source) {
    return holds(exempt, source) || holds(nat, source);
  }

  /** What this address says of the client. */
  public Origin origin(InetAddress source) {
    return new Origin(source, holds(nat, source));
  }

  private static boolean holds(List<Network> networks, InetAddress source) {
    return networks.stream().anyMatch(network -> network.contains(source));
  }
}
