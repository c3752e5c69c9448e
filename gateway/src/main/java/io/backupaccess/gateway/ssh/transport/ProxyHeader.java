package io.backupaccess.gateway.ssh.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of the PROXY protocol, version 1 or 2, with which a proxy tells its client. */
final class ProxyHeader {
  /** The longest line of version 1, with its end. */
  static final int LONGEST_LINE = 107;

  /** Addresses and what follows them in version 2; proxies send some hundred bytes. */
  static final int LONGEST_BLOCK = 2048;

  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final String UNKNOWN = "PROXY UNKNOWN";
  private static final String PORT = "(0|[1-9][0-9]{0,4})";
  private static final Pattern LINE =
      Pattern.compile(
          "PROXY (?:TCP4 ([0-9.]{7,15}) ([0-9.]{7,15})|TCP6 ([0-9A-Fa-f:.]{2,39})"
              + " ([0-9A-Fa-f:.]{2,39})) "
              + PORT
              + " "
              + PORT);

  private ProxyHeader() {}

  /**
   * Reads the header and not a byte more.
   *
   * @return the client, or nothing when the proxy speaks for itself
   * @throws EOFException where not all of a header comes
   * @throws ProtocolException where something else comes
   */
  static Optional<InetSocketAddress> read(InputStream in) throws IOException {
    byte[] start = exactly(in, SIGNATURE.length); // the shortest line is longer
    return Arrays.equals(start, SIGNATURE) ? binary(in) : text(in, start);
  }

  private static Optional<InetSocketAddress> text(InputStream in, byte[] start) throws IOException {
    if (!new String(start, US_ASCII).startsWith("PROXY ")) {
      throw new ProtocolException("no PROXY header");
    }
    byte[] line = Arrays.copyOf(start, LONGEST_LINE);
    int length = start.length;
    while (line[length - 1] != '\n') {
      if (length == LONGEST_LINE) {
        throw new ProtocolException("an overlong PROXY header");
      }
      line[length++] = exactly(in, 1)[0];
    }
    if (line[length - 2] != '\r') {
      throw new ProtocolException("a PROXY header that ends without CR LF");
    }
    String header = new String(line, 0, length - 2, US_ASCII);
    if (header.equals(UNKNOWN) || header.startsWith(UNKNOWN + " ")) {
      return Optional.empty();
    }
    Matcher fields = LINE.matcher(header);
    if (!fields.matches()) {
      throw new ProtocolException("a malformed PROXY header");
    }
    int family = fields.group(1) != null ? 1 : 3;
    literal(fields.group(family + 1), family);
    port(fields.group(6));
    return Optional.of(
        new InetSocketAddress(literal(fields.group(family), family), port(fields.group(5))));
  }

  private static InetAddress literal(String text, int family) throws ProtocolException {
    try {
      if (family == 1 ? text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") : text.contains(":")) {
        return InetAddress.ofLiteral(text);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ProtocolException("a malformed address in a PROXY header");
  }

  private static int port(String text) throws ProtocolException {
    int port = Integer.parseInt(text);
    if (port > 65535) {
      throw new ProtocolException("a malformed port in a PROXY header");
    }
    return port;
  }

  private static Optional<InetSocketAddress> binary(InputStream in) throws IOException {
    ByteBuffer fixed = ByteBuffer.wrap(exactly(in, 4));
    int command = fixed.get();
    int family = fixed.get();
    int length = Short.toUnsignedInt(fixed.getShort());
    if (command != 0x20 && command != 0x21) {
      throw new ProtocolException("an unknown version or command in a PROXY header");
    }
    if (length > LONGEST_BLOCK) {
      throw new ProtocolException("an overlong PROXY header");
    }
    ByteBuffer block = ByteBuffer.wrap(exactly(in, length));
    if (command == 0x20) {
      return Optional.empty();
    }
    int size =
        switch (family) {
          case 0x11 -> 4;
          case 0x21 -> 16;
          default -> throw new ProtocolException("neither TCP4 nor TCP6 in a PROXY header");
        };
    if (length < 2 * size + 4) {
      throw new ProtocolException("a PROXY header too short for its addresses");
    }
    byte[] source = new byte[size];
    block.get(source);
    return Optional.of(
        new InetSocketAddress(
            InetAddress.getByAddress(source), Short.toUnsignedInt(block.getShort(2 * size))));
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("a PROXY header that ends early");
    }
    return bytes;
  }
}
