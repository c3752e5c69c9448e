package io.backupaccess.gateway.ssh;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What counts as one source: an IPv4 address, also when IPv6 carries it, or an IPv6 network of 64
 * bits, which a host has to itself.
 */
public record Source(ByteBuffer address) {
  private static final int NETWORK_BYTES = 8;

  /** The source that a connection from there counts for. */
  public static Source of(InetAddress address) {
    byte[] bytes = address.getAddress(); // Java gives IPv4-mapped addresses as IPv4
    return new Source(
        ByteBuffer.wrap(
            address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes));
  }

  boolean isIpv6() {
    return address.remaining() == NETWORK_BYTES;
  }
}
