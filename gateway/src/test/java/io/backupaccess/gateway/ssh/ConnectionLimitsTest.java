package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.ssh.transport.Admission.Ticket;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  @Test
  void aSourceHasItsShareAndGetsItBack() {
    ConnectionLimits limits = new ConnectionLimits(10, 2, 10);
    Ticket first = limits.admit(address("192.0.2.1")).orElseThrow();
    assertThat(limits.admit(address("192.0.2.1"))).isPresent();
    assertThat(limits.admit(address("192.0.2.1"))).isEmpty();
    assertThat(limits.admit(address("192.0.2.2"))).isPresent();
    first.close();
    first.close();
    assertThat(limits.admit(address("192.0.2.1"))).isPresent();
    assertThat(limits.admit(address("192.0.2.1"))).isEmpty();
  }

  @Test
  void anIpv6NetworkOf64BitsIsOneSource() {
    ConnectionLimits limits = new ConnectionLimits(10, 1, 10);
    assertThat(limits.admit(address("2001:db8:0:1::1"))).isPresent();
    assertThat(limits.admit(address("2001:db8:0:1:ffff::2"))).isEmpty();
    assertThat(limits.admit(address("2001:db8:0:2::1"))).isPresent();
  }

  @Test
  void strangersAreLimitedUntilTheyProveWhoTheyAre() {
    ConnectionLimits limits = new ConnectionLimits(3, 10, 1);
    Optional<Ticket> first = limits.admit(address("192.0.2.1"));
    assertThat(limits.admit(address("192.0.2.2"))).isEmpty();
    first.orElseThrow().authenticated();
    assertThat(limits.admit(address("192.0.2.2"))).isPresent();
    assertThat(limits.admit(address("192.0.2.3"))).isEmpty();
  }

  @Test
  void thereIsALimitForAll() {
    ConnectionLimits limits = new ConnectionLimits(1, 10, 10);
    Ticket only = limits.admit(address("192.0.2.1")).orElseThrow();
    only.authenticated();
    assertThat(limits.admit(address("192.0.2.2"))).isEmpty();
    only.close();
    assertThat(limits.admit(address("192.0.2.2"))).isPresent();
  }
}
