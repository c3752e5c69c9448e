package io.backupaccess.gateway.ssh.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** A header is read within its bounds, and means the same whatever follows it. */
public final class ProxyHeaderFuzz implements FuzzTarget {
  @Override
  public void test(byte[] input) {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    Optional<InetSocketAddress> client;
    try {
      client = ProxyHeader.read(in);
    } catch (IOException e) {
      FuzzAssert.that(
          read(input, in) <= 16 + ProxyHeader.LONGEST_BLOCK, () -> "read beyond the bounds");
      return;
    }
    int length = read(input, in);
    FuzzAssert.that(length <= 16 + ProxyHeader.LONGEST_BLOCK, () -> "an overlong header accepted");
    if (input[0] == 'P') {
      FuzzAssert.that(length <= ProxyHeader.LONGEST_LINE, () -> "an overlong line accepted");
      FuzzAssert.that(
          new String(input, 0, length, ISO_8859_1).indexOf("\r\n") == length - 2,
          () -> "read beyond the end of its line");
    }
    try {
      FuzzAssert.that(
          client.equals(ProxyHeader.read(new ByteArrayInputStream(Arrays.copyOf(input, length)))),
          () -> "what follows matters");
    } catch (IOException e) {
      throw new AssertionError("the header alone is refused", e);
    }
  }

  private static int read(byte[] input, ByteArrayInputStream in) {
    return input.length - in.available();
  }

  @Override
  public Stream<byte[]> seeds() {
    String signature = "0d0a0d0a000d0a515549540a";
    return Stream.concat(
        Stream.of(
                "PROXY TCP4 192.0.2.7 198.51.100.1 4000 22\r\nSSH-2.0-x\r\n",
                "PROXY TCP6 2001:db8::7 2001:db8::1 4000 22\r\n",
                "PROXY UNKNOWN\r\n")
            .map(text -> text.getBytes(ISO_8859_1)),
        Stream.of(
                "2111000cc0000207c63364010fa00016",
                "21110010c0000207c63364010fa0001604000100",
                "2121002420010db800000000000000000000000720010db8000000000000000000000001"
                    + "0fa00016",
                "20000000")
            .map(hex -> HexFormat.of().parseHex(signature + hex)));
  }
}
