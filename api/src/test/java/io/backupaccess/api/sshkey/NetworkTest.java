package io.backupaccess.api.sshkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/0",
        "10.0.0.0/8",
        "192.0.2.1/32",
        "::/0",
        "2001:db8::/32",
        "2001:DB8::1/128"
      })
  void networks(String text) {
    assertThat(Network.isCidr(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0",
        "10.0.0.1/8",
        "2001:db8::1/64",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "010.0.0.0/8",
        "10.0.0/8",
        "256.0.0.0/8",
        "::ffff:10.0.0.0/104",
        "fe80::%eth0/64",
        "[::]/0",
        "example.org/8",
        "10.0.0.0/8 ",
        "0x0a.0.0.0/8"
      })
  void notNetworks(String text) {
    assertThat(Network.isCidr(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "::1", "2001:db8::"})
  void addresses(String text) {
    assertThat(Network.isAddress(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "192.0.2",
        "192.0.2.01",
        "localhost",
        "::1%lo",
        "[::1]",
        "::ffff:192.0.2.1",
        "::1/128"
      })
  void notAddresses(String text) {
    assertThat(Network.isAddress(text)).isFalse();
  }

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
    assertThat(Network.parse(network))
        .hasValueSatisfying(
            parsed ->
                assertThat(parsed.contains(InetAddress.ofLiteral(address))).isEqualTo(contained));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "*.example.org",
        "10.0.0.*",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.1/24",
        "1234567",
        "2001:db8::1/32",
        "10.0.0.0/24/24",
        " 10.0.0.0/24",
        "fe80::1%lo"
      })
  void whatIsNoNetworkOfAddressesIsNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
