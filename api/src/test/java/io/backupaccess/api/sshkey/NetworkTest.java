package io.backupaccess.api.sshkey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
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
  void not_networks(String text) {
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
  void not_addresses(String text) {
    assertThat(Network.isAddress(text)).isFalse();
  }
}
