package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.GatewayLog;
import io.backupaccess.gateway.ssh.RefusalLog.Reason;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However many are refused, the log stays readable. */
class RefusalLogTest {
  private static final String PENALIZED = "source refused for a while: too many failures";
  private static final String KEY = "key refused";
  private static final String CONNECTIONS = "connections refused";
  private static final String MORE = "more refused than was logged";

  private final GatewayLog log = new GatewayLog();
  private final RefusalLog refusals = new RefusalLog();

  @AfterEach
  void stop() {
    log.close();
  }

  private static InetAddress source(int number) {
    return InetAddress.ofLiteral("192.0.2." + number);
  }

  private void refuseKey(InetAddress source, int times) {
    for (int i = 0; i < times; i++) {
      refusals.keyRefused(
          source, "user", "unknown", line -> line.addKeyValue("fingerprint", "SHA256:x"));
    }
  }

  @Test
  void tenSourcesAreNamedAndTheOthersCounted() {
    for (int i = 1; i <= 25; i++) {
      refusals.penalized(source(i));
    }
    assertThat(log.values(PENALIZED, "source")).hasSize(10).contains("192.0.2.1", "192.0.2.10");
    refusals.report();
    assertThat(log.values(MORE, "sources")).containsExactly("15");
    refusals.penalized(source(26));
    assertThat(log.values(PENALIZED, "source")).endsWith("192.0.2.26");
  }

  @Test
  void keysOfTenSourcesAreLoggedAndTheOthersCounted() {
    for (int i = 1; i <= 25; i++) {
      refuseKey(source(i), 1);
    }
    assertThat(log.count(KEY)).isEqualTo(10);
    refusals.report();
    assertThat(log.values(MORE, "keys")).containsExactly("15");
  }

  @Test
  void aSourceThatTriesKeyAfterKeyLeavesRoomForOthers() {
    refuseKey(source(1), 1000);
    refuseKey(source(2), 1);
    assertThat(log.values(KEY, "source").stream().distinct()).hasSize(2);
    assertThat(log.count(KEY)).isEqualTo(7);
    refusals.report();
    assertThat(log.values(MORE, "keys")).containsExactly("994");
    refuseKey(source(1), 1);
    assertThat(log.count(KEY)).isEqualTo(8);
  }

  @Test
  void endsOfTenSourcesAreLoggedAFewTimesEachAndTheOthersCounted() {
    for (int i = 1; i <= 25; i++) {
      for (int n = 0; n < 100; n++) {
        refusals.ended(source(i), line -> line.addKeyValue("reason", "it left"));
      }
    }
    assertThat(log.count("connection ended before a login")).isEqualTo(60);
    refusals.report();
    assertThat(log.values(MORE, "connections")).containsExactly("2440");
  }

  @Test
  void theAddressesOfOneIpv6NetworkAreOneSource() {
    for (int i = 0; i < 100; i++) {
      refuseKey(InetAddress.ofLiteral("2001:db8::%x".formatted(i)), 1);
    }
    refuseKey(source(1), 1);
    assertThat(log.count(KEY)).isEqualTo(7);
  }

  @Test
  void connectionsAreCountedByTheReason() {
    for (int i = 0; i < 1000; i++) {
      refusals.refused(source(i % 100), Reason.STARTUPS);
    }
    refusals.refused(source(1), Reason.PROXY);
    assertThat(log.values("connection refused", "source")).hasSize(10).doesNotHaveDuplicates();
    refusals.report();
    assertThat(log.values(CONNECTIONS, "startups")).containsExactly("1000");
    assertThat(log.values(CONNECTIONS, "proxy")).containsExactly("1");
    assertThat(log.values(CONNECTIONS, "penalty")).isEmpty();
  }

  @Test
  void whereNothingWasRefusedNothingIsSaid() {
    refusals.refused(source(1), Reason.SOURCE);
    refusals.report();
    refusals.report();
    assertThat(log.count(CONNECTIONS)).isEqualTo(1);
    assertThat(log.count(MORE)).isZero();
  }
}
