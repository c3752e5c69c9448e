package io.backupaccess.gateway.config;

import io.backupaccess.api.sshkey.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a key may be used from.
 *
 * @param networks one of these must contain the source
 */
public record SourceRule(List<Network> networks) {

  /** The rule of these networks. */
  public static SourceRule parse(List<String> texts) throws BadEntryException {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      networks.add(
          Optional.ofNullable(text)
              .flatMap(Network::parse)
              .orElseThrow(
                  () -> new BadEntryException("from: networks such as 203.0.113.0/24 are needed")));
    }
    return new SourceRule(List.copyOf(networks));
  }

  /** Whether the source may use the key. */
  public boolean allows(InetAddress source) {
    return networks.stream().anyMatch(network -> network.contains(source));
  }
}
