package io.backupaccess.api.sshkey;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses, and how addresses and networks are written: one spelling of IPv4, the
 * usual ones of IPv6, no zones, no IPv4 in IPv6.
 */
public final class Network {

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  private final byte[] address;
  private final int prefix;

  private Network(InetAddress address, int prefix) {
    this.address = address.getAddress();
    this.prefix = prefix;
  }

  /**
   * The network written so, such as {@code 203.0.113.0/24} or {@code 2001:db8::/32}, or the one of
   * a single address. Nothing is ever resolved.
   */
  public static Optional<Network> parse(String text) {
    return isAddress(text) ? Optional.of(single(text)) : cidr(text);
  }

  private static Network single(String text) {
    InetAddress address = InetAddress.ofLiteral(text);
    return new Network(address, address.getAddress().length * 8);
  }

  private static Optional<Network> cidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(text.substring(slash + 1)).matches()) {
      return Optional.empty();
    }
    InetAddress address = address(text.substring(0, slash));
    int prefix = Integer.parseInt(text.substring(slash + 1));
    return address != null && fits(address, prefix)
        ? Optional.of(new Network(address, prefix))
        : Optional.empty();
  }

  /** Whether an address has so many bits, and none is set after them. */
  private static boolean fits(InetAddress address, int prefix) {
    int bits = address.getAddress().length * 8;
    BigInteger number = new BigInteger(1, address.getAddress());
    return prefix <= bits && (number.signum() == 0 || number.getLowestSetBit() >= bits - prefix);
  }

  /** Whether the address is in this network. IPv4 seen through an IPv6 socket counts as IPv4. */
  public boolean contains(InetAddress other) {
    byte[] bytes = unmapped(other);
    if (bytes.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((address[bit / 8] & mask) != (bytes[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Java gives IPv4-mapped addresses as IPv4 already; a scoped address loses its scope here. */
  private static byte[] unmapped(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress()).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of an address's length", e);
    }
  }

  /** Whether the text is an address. */
  public static boolean isAddress(String text) {
    return address(text) != null;
  }

  /**
   * Whether the text is a network: an address, a slash, and the length of the prefix, with no bit
   * set after it.
   */
  public static boolean isCidr(String text) {
    return cidr(text).isPresent();
  }

  /**
   * The network in CIDR notation that an address is in.
   *
   * @param ipv4Prefix bits of the network where it is an IPv4 address
   * @param ipv6Prefix bits of the network where it is an IPv6 address
   */
  public static String around(String address, int ipv4Prefix, int ipv6Prefix) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    int prefix = bytes.length == 4 ? ipv4Prefix : ipv6Prefix;
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + prefix;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of an address's length", e);
    }
  }

  private static @Nullable InetAddress address(String text) {
    boolean ipv4 = IPV4.matcher(text).matches();
    if (!ipv4 && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      var address = InetAddress.ofLiteral(text);
      // An IPv4 address written as IPv6 becomes an IPv4 address here.
      return ipv4 == (address instanceof Inet4Address) ? address : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
