package io.backupaccess.gateway.pull;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What proxies say of their clients, byte for byte as text of ISO 8859-1. */
final class ProxyHeaders {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final char ITSELF = 0x20;
  private static final char CLIENT = 0x21;

  private ProxyHeaders() {}

  static String version1(String client) {
    String family = client.contains(":") ? "TCP6" : "TCP4";
    String proxy = client.contains(":") ? "::1" : "127.0.0.1";
    return "PROXY %s %s %s 40000 22\r\n".formatted(family, client, proxy);
  }

  static String version2(String client) {
    byte[] source = InetAddress.ofLiteral(client).getAddress();
    ByteBuffer block = ByteBuffer.allocate(2 * source.length + 4).put(source).put(source);
    block.putShort((short) 40_000).putShort((short) 22);
    char family = (char) (source.length == 4 ? 0x11 : 0x21);
    return SIGNATURE
        + CLIENT
        + family
        + '\0'
        + (char) block.capacity()
        + new String(block.array(), ISO_8859_1);
  }

  /** A proxy that speaks for itself, as in its health checks. */
  static String local() {
    return SIGNATURE + ITSELF + "\0\0\0";
  }
}
