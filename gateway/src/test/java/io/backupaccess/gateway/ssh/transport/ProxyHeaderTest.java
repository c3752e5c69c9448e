package io.backupaccess.gateway.ssh.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private static ByteArrayInputStream text(String header) {
    return new ByteArrayInputStream(header.translateEscapes().getBytes(ISO_8859_1));
  }

  private static ByteArrayInputStream binary(String hex) {
    return new ByteArrayInputStream(HexFormat.of().parseHex(SIGNATURE + hex));
  }

  private static InetSocketAddress client(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 198.51.100.1 4000 22\\r\\n, 192.0.2.7",
    "PROXY TCP6 2001:db8::7 2001:db8::1 4000 22\\r\\n, 2001:db8::7",
    "PROXY TCP6 ::ffff:192.0.2.7 ::1 4000 22\\r\\n, 192.0.2.7"
  })
  void aLineTellsTheClientAndWhatFollowsIsLeft(String header, String address) throws IOException {
    ByteArrayInputStream in = text(header + "SSH-2.0-x");
    assertThat(ProxyHeader.read(in)).contains(client(address, 4000));
    assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("SSH-2.0-x");
  }

  @ParameterizedTest
  @CsvSource({
    "2111000cc0000207c63364010fa00016, 192.0.2.7",
    "21110010c0000207c63364010fa0001604000100, 192.0.2.7",
    "2121002420010db800000000000000000000000720010db80000000000000000000000010fa00016, 2001:db8::7"
  })
  void aBlockTellsTheClientAndWhatFollowsIsLeft(String header, String address) throws IOException {
    ByteArrayInputStream in = binary(header + "5353");
    assertThat(ProxyHeader.read(in)).contains(client(address, 4000));
    assertThat(in.available()).isEqualTo(2);
  }

  @Test
  void aProxyMaySpeakForItself() throws IOException {
    assertThat(ProxyHeader.read(text("PROXY UNKNOWN\\r\\n"))).isEmpty();
    assertThat(ProxyHeader.read(text("PROXY UNKNOWN a b 1 2\\r\\n"))).isEmpty();
    assertThat(ProxyHeader.read(binary("20000000"))).isEmpty();
    assertThat(ProxyHeader.read(binary("2000000401020304"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PROXY",
        "PROXY TCP4 192.0.2.7",
        "SSH-2.0-OpenSSH_10.0\\r\\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 4000 22\\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 4000 22\\r\\r\\n",
        "PROXY TCP4 192.0.2.7\\r 198.51.100.1 4000 22\\r\\n",
        "PROXY TCP4  192.0.2.7 198.51.100.1 4000 22\\r\\n",
        "PROXY TCP4 192.0.2.256 198.51.100.1 4000 22\\r\\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 65536 22\\r\\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 4000 022\\r\\n",
        "PROXY TCP4 2001:db8::7 2001:db8::1 4000 22\\r\\n",
        "PROXY TCP6 192.0.2.7 198.51.100.1 4000 22\\r\\n",
        "PROXY UDP4 192.0.2.7 198.51.100.1 4000 22\\r\\n",
        "PROXY UNKNOWNS\\r\\n"
      })
  void otherLinesAreRefused(String header) {
    assertThatThrownBy(() -> ProxyHeader.read(text(header))).isInstanceOf(IOException.class);
  }

  @Test
  void aLineWithoutEndIsReadUpToTheLongestThatIsLegal() {
    ByteArrayInputStream in = text("PROXY UNKNOWN " + "x".repeat(1000));
    assertThatThrownBy(() -> ProxyHeader.read(in)).hasMessageContaining("overlong");
    assertThat(in.available()).isEqualTo(1014 - ProxyHeader.LONGEST_LINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2111000c",
        "2111000bc0000207c63364010fa000",
        "1111000cc0000207c63364010fa00016",
        "2211000cc0000207c63364010fa00016",
        "2112000cc0000207c63364010fa00016",
        "2121000cc0000207c63364010fa00016",
        "21000000",
        "2111ffff"
      })
  void otherBlocksAreRefused(String header) {
    assertThatThrownBy(() -> ProxyHeader.read(binary(header))).isInstanceOf(IOException.class);
  }
}
