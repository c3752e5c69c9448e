package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.config.ServiceLimits.MaxStartups;
import io.backupaccess.gateway.config.ServiceLimits.Penalties;
import io.backupaccess.gateway.ssh.transport.Admission.Failure;
import io.backupaccess.gateway.ssh.transport.Admission.Ticket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final MaxStartups MANY = new MaxStartups(1000, 100, 1000);

  private Instant now = Instant.EPOCH;
  private long drawn;

  private ConnectionLimits limits(int total, int perSource, MaxStartups startups) {
    Penalties penalties =
        new Penalties(
            true,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20));
    return new ConnectionLimits(
        new ServiceLimits(
            total, perSource, startups, Duration.ofSeconds(30), 6, 10, 16, 64, 16, penalties),
        source -> source.equals(address("198.51.100.1")),
        () -> now,
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return drawn;
          }

          @Override
          public int nextInt(int bound) {
            return (int) drawn;
          }
        },
        new RefusalLog());
  }

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static boolean admits(ConnectionLimits limits, String source) {
    return limits.admit(address(source)).isPresent();
  }

  private static void fail(ConnectionLimits limits, String source, int times) {
    for (int i = 0; i < times; i++) {
      try (Ticket ticket = limits.admit(address(source)).orElseThrow()) {
        ticket.expect(Failure.NO_AUTH);
        ticket.expect(Failure.AUTH_FAIL);
        ticket.expect(Failure.NO_AUTH);
      }
    }
  }

  @Test
  void aSourceHasItsShareAndGetsItBack() {
    ConnectionLimits limits = limits(10, 2, MANY);
    Ticket first = limits.admit(address("192.0.2.1")).orElseThrow();
    assertThat(admits(limits, "192.0.2.1")).isTrue();
    assertThat(admits(limits, "::ffff:192.0.2.1")).isFalse();
    assertThat(admits(limits, "192.0.2.2")).isTrue();
    first.close();
    first.close();
    assertThat(admits(limits, "192.0.2.1")).isTrue();
    assertThat(admits(limits, "192.0.2.1")).isFalse();
  }

  @Test
  void anIpv6NetworkOf64BitsIsOneSource() {
    ConnectionLimits limits = limits(10, 1, MANY);
    assertThat(admits(limits, "2001:db8:0:1::1")).isTrue();
    assertThat(admits(limits, "2001:db8:0:1:ffff::2")).isFalse();
    assertThat(admits(limits, "2001:db8:0:2::1")).isTrue();
  }

  @Test
  void thereIsALimitForAll() {
    ConnectionLimits limits = limits(1, 10, MANY);
    Ticket only = limits.admit(address("192.0.2.1")).orElseThrow();
    only.authenticated();
    assertThat(admits(limits, "192.0.2.2")).isFalse();
    only.close();
    assertThat(admits(limits, "192.0.2.2")).isTrue();
  }

  @Test
  void strangersAreDroppedByAChanceThatGrows() {
    ConnectionLimits limits = limits(100, 100, new MaxStartups(1, 30, 3));
    Ticket first = limits.admit(address("192.0.2.1")).orElseThrow();
    drawn = 29;
    assertThat(admits(limits, "192.0.2.2")).isFalse();
    drawn = 30;
    assertThat(admits(limits, "192.0.2.2")).isTrue();
    drawn = 64;
    assertThat(admits(limits, "192.0.2.2")).isFalse();
    drawn = 65;
    assertThat(admits(limits, "192.0.2.2")).isTrue();
    drawn = 99;
    assertThat(admits(limits, "192.0.2.2")).isFalse();
    first.authenticated();
    assertThat(admits(limits, "192.0.2.2")).isTrue();
  }

  @Test
  void aSourceThatFailsTooOftenIsRefusedUntilItsSumHasDecayed() {
    ConnectionLimits limits = limits(10, 10, MANY);
    fail(limits, "192.0.2.1", 3);
    assertThat(admits(limits, "192.0.2.1")).isFalse();
    assertThat(admits(limits, "192.0.2.2")).isTrue();
    now = now.plusSeconds(14);
    assertThat(admits(limits, "192.0.2.1")).isFalse();
    now = now.plusSeconds(1);
    assertThat(admits(limits, "192.0.2.1")).isTrue();
  }

  @Test
  void failuresFarApartAreForgiven() {
    ConnectionLimits limits = limits(10, 10, MANY);
    for (int i = 0; i < 10; i++) {
      fail(limits, "192.0.2.1", 1);
      now = now.plusSeconds(5);
    }
    assertThat(admits(limits, "192.0.2.1")).isTrue();
  }

  @Test
  void aSourceWithALiveSessionIsNotLockedOutByOthersOfItsAddress() {
    ConnectionLimits limits = limits(10, 10, MANY);
    Ticket honest = limits.admit(address("192.0.2.1")).orElseThrow();
    honest.authenticated();
    fail(limits, "192.0.2.1", 5);
    honest.close();
    assertThat(admits(limits, "192.0.2.1")).isTrue();
  }

  @Test
  void exemptSourcesAndLoginsAndConnectionsWithoutAByteEarnNothing() {
    ConnectionLimits limits = limits(10, 10, MANY);
    fail(limits, "198.51.100.1", 5);
    assertThat(admits(limits, "198.51.100.1")).isTrue();
    for (int i = 0; i < 20; i++) {
      limits.admit(address("192.0.2.1")).orElseThrow().close();
      try (Ticket ticket = limits.admit(address("192.0.2.1")).orElseThrow()) {
        ticket.expect(Failure.AUTH_FAIL);
        ticket.authenticated();
      }
    }
    assertThat(admits(limits, "192.0.2.1")).isTrue();
  }
}
