package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.ServiceLimits.Penalties;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourcePenaltiesTest {
  private static final Duration LITTLE = Duration.ofSeconds(5);
  private static final Duration ENOUGH = Duration.ofSeconds(15);
  private static final Duration MAX = Duration.ofSeconds(60);

  private final SourcePenalties penalties = new SourcePenalties(settings(true), 3);
  private Instant now = Instant.EPOCH;

  private static Penalties settings(boolean enabled) {
    return new Penalties(enabled, LITTLE, LITTLE, LITTLE, LITTLE, ENOUGH, MAX);
  }

  private static Source source(String literal) {
    return Source.of(InetAddress.ofLiteral(literal));
  }

  private boolean add(String source, Duration penalty) {
    return penalties.add(source(source), penalty, now);
  }

  private boolean refuses(String source) {
    return penalties.refuses(source(source), now);
  }

  /** A failure from each of so many networks that one client may have. */
  private void floodOfIpv6(int networks, Duration penalty) {
    for (int i = 0; i < networks; i++) {
      add("2001:db8:1:%x::1".formatted(i), penalty);
    }
  }

  @Test
  void theFailureThatReachesTheLeastSumIsTheOneThatBeginsARefusal() {
    assertThat(add("192.0.2.1", LITTLE)).isFalse();
    assertThat(add("192.0.2.1", LITTLE)).isFalse();
    assertThat(refuses("192.0.2.1")).isFalse();
    assertThat(add("192.0.2.1", LITTLE)).isTrue();
    assertThat(refuses("192.0.2.1")).isTrue();
    assertThat(add("192.0.2.1", LITTLE)).isFalse();
  }

  @Test
  void addressesOfOneIpv6NetworkOf64BitsAddUpAndOthersDoNot() {
    add("2001:db8::1", LITTLE);
    add("2001:db8::2", LITTLE);
    add("2001:db8::ffff:3", LITTLE);
    assertThat(refuses("2001:db8::4")).isTrue();
    assertThat(refuses("2001:db8:0:1::1")).isFalse();
  }

  @Test
  void anIpv4AddressIsTheSameSourceWhenIpv6CarriesIt() {
    add("::ffff:192.0.2.1", ENOUGH);
    assertThat(refuses("192.0.2.1")).isTrue();
  }

  @Test
  void noRefusalIsLongerThanTheGreatestSum() {
    add("192.0.2.1", Duration.ofHours(1));
    add("192.0.2.1", Duration.ofHours(1));
    now = now.plus(MAX).minusMillis(1);
    assertThat(refuses("192.0.2.1")).isTrue();
    now = now.plusMillis(1);
    assertThat(refuses("192.0.2.1")).isFalse();
  }

  @Test
  void withoutPenaltiesNothingIsRememberedOrRefused() {
    SourcePenalties none = new SourcePenalties(settings(false), 3);
    assertThat(none.add(source("192.0.2.1"), MAX, now)).isFalse();
    assertThat(none.refuses(source("192.0.2.1"), now)).isFalse();
    assertThat(none.size()).isZero();
  }

  @Test
  void howeverManySourcesFailSoManyAreRemembered() {
    floodOfIpv6(1000, ENOUGH);
    for (int i = 0; i < 1000; i++) {
      add("10.0.%d.%d".formatted(i / 250, i % 250), ENOUGH);
    }
    assertThat(penalties.size()).isEqualTo(6);
  }

  @Test
  void aFloodOfIpv6MakesNothingOfIpv4Forgotten() {
    add("192.0.2.1", ENOUGH);
    add("192.0.2.2", LITTLE);
    add("192.0.2.2", LITTLE);
    floodOfIpv6(1000, MAX);
    assertThat(refuses("192.0.2.1")).isTrue();
    assertThat(add("192.0.2.2", LITTLE)).isTrue();
  }

  @Test
  void whoIsNotRefusedYetIsForgottenBeforeWhoIs() {
    add("2001:db8::1", ENOUGH);
    now = now.plusSeconds(14);
    floodOfIpv6(1000, ENOUGH.minusMillis(1));
    assertThat(refuses("2001:db8::1")).as("with a second to go").isTrue();
  }

  @Test
  void amongTheRefusedTheOneWhoseTimeIsOverSoonestIsForgotten() {
    add("192.0.2.1", ENOUGH.plusSeconds(2));
    add("192.0.2.2", ENOUGH);
    add("192.0.2.3", ENOUGH.plusSeconds(1));
    add("192.0.2.4", ENOUGH);
    assertThat(refuses("192.0.2.1")).isTrue();
    assertThat(refuses("192.0.2.2")).isFalse();
    assertThat(refuses("192.0.2.3")).isTrue();
    assertThat(refuses("192.0.2.4")).isTrue();
  }

  @Test
  void sumsThatAreOverGoBeforeAnyOther() {
    add("192.0.2.1", ENOUGH);
    now = now.plus(ENOUGH);
    add("192.0.2.2", LITTLE);
    add("192.0.2.3", LITTLE);
    add("192.0.2.4", LITTLE);
    assertThat(add("192.0.2.2", ENOUGH)).isTrue();
    assertThat(add("192.0.2.3", LITTLE)).isFalse();
    assertThat(add("192.0.2.3", LITTLE)).as("its first two are remembered").isTrue();
  }
}
