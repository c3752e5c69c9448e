package io.backupaccess.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A network from which a key may be used: addresses only, so that nothing is ever resolved. */
public final class SourceNetwork {
  /**
   * What an address literal is made of; a host name never matches both this and the digits test.
   */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private final byte[] address;
  private final int prefix;

  private SourceNetwork(byte[] address, int prefix) {
    this.address = address;
    this.prefix = prefix;
  }

  /**
   * The network written so, such as {@code 203.0.113.0/24}, {@code 2001:db8::/32} or one address.
   */
  public static Optional<SourceNetwork> parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    if (!LITERAL.matcher(literal).matches()) {
      return Optional.empty();
    }
    byte[] address;
    try {
      address = InetAddress.ofLiteral(literal).getAddress();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int bits = address.length * 8;
    if (slash < 0) {
      return Optional.of(new SourceNetwork(address, bits));
    }
    String length = text.substring(slash + 1);
    if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > bits) {
      return Optional.empty();
    }
    SourceNetwork network = new SourceNetwork(address, Integer.parseInt(length));
    return network.hasHostBits() ? Optional.empty() : Optional.of(network);
  }

  private boolean hasHostBits() {
    for (int bit = prefix; bit < address.length * 8; bit++) {
      if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the source is in this network. IPv4 seen through an IPv6 socket counts as IPv4. */
  public boolean contains(InetAddress source) {
    byte[] other = unmapped(source).getAddress();
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 1 << (7 - bit % 8);
      if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Java gives IPv4-mapped addresses as IPv4 already; a scoped address loses its scope here. */
  private static InetAddress unmapped(InetAddress source) {
    try {
      return InetAddress.getByAddress(source.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has the length of one", e);
    }
  }
}
