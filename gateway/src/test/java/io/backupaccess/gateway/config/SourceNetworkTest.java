package io.backupaccess.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetworkTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.113.255, true",
    "203.0.113.0/24, 203.0.114.0, false",
    "203.0.113.7, 203.0.113.7, true",
    "203.0.113.7, 203.0.113.8, false",
    "0.0.0.0/0, 198.51.100.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, 203.0.113.1, false",
    "203.0.113.128/25, ::ffff:203.0.113.200, true",
  })
  void aNetworkContainsTheAddressesThatShareItsPrefix(
      String network, String address, boolean contained) {
    assertThat(SourceNetwork.parse(network))
        .hasValueSatisfying(
            parsed ->
                assertThat(parsed.contains(InetAddress.ofLiteral(address))).isEqualTo(contained));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", "example.org", "*.example.org", "10.0.0.*", "10.0.0.0/33", "10.0.0.0/",
        "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.1/24", "10.0.0", "10.0.0.256", "1234567", "::/129",
        "2001:db8::1/32", "10.0.0.0/24/24", " 10.0.0.0/24", "fe80::1%lo"
      })
  void whatIsNoNetworkOfAddressesIsRefused(String text) {
    assertThat(SourceNetwork.parse(text)).isEmpty();
  }
}
