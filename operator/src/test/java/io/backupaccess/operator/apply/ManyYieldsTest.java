package io.backupaccess.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.exchange.Order;
import io.backupaccess.operator.exchange.Orders;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.observe.Consents;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.plan.Ending;
import io.backupaccess.operator.plan.Yield;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As when a large namespace is suspended, or a setting is tightened. */
@ExtendWith(KubeApiServerExtension.class)
class ManyYieldsTest implements GatewayClient {

  private static final int PODS = 1100;

  private final List<String> asked = new ArrayList<>();
  private final List<Yield> told = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final InstantSource time = () -> now;
  private BackupAccess resource;
  private Yielding yielding;

  @BeforeEach
  void begin(KubeApiServer server) {
    resource = new BackupAccess();
    resource.getMetadata().setNamespace(server.newNamespace());
    yielding =
        new Yielding(
            server.client(),
            new Orders(this, time.withZone(ZoneOffset.UTC), Runnable::run),
            (access, wanted) -> told.add(wanted),
            time.withZone(ZoneOffset.UTC));
  }

  @Override
  public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
    return Optional.empty();
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    return Optional.empty();
  }

  @Override
  public boolean tell(GatewayPod pod, String token, Order order) {
    asked.add(pod.name());
    return true;
  }

  @Test
  void eachOfManyPodsIsToldOnceAndNoneIsForgottenBeforeItIsGone() {
    List<Yield> yields = IntStream.range(0, PODS).mapToObj(ManyYieldsTest::leaving).toList();

    for (int second = 0; second < 4; second++) {
      yielding.announce(resource, facts(), yields);
      assertThat(yielding.advance(resource, yields, new Attempts())).isPresent();
      now = now.plusSeconds(1);
    }

    assertThat(asked).hasSize(PODS).doesNotHaveDuplicates();
    assertThat(told).hasSize(PODS);
  }

  @Test
  void aPodThatWentLongAgoIsForgotten() {
    List<Yield> one = List.of(leaving(1));
    yielding.announce(resource, facts(), one);
    now = now.plus(Duration.ofMinutes(11));
    yielding.announce(resource, facts(), List.of());

    yielding.announce(resource, facts(), one);

    assertThat(told).hasSize(2);
  }

  /** One that is on its way out already, in good time. */
  private static Yield leaving(int number) {
    GatewayPod.End end =
        new GatewayPod.End(Instant.parse("2026-11-23T12:00:05Z"), Duration.ofSeconds(5));
    String name = "pod-" + number;
    return new Yield(
        new GatewayPod(
            name,
            name,
            "",
            "n",
            null,
            List.of(),
            true,
            false,
            end,
            null,
            Set.of("data"),
            Set.of(),
            Map.of()),
        "it is needed",
        Ending.YIELDED);
  }

  private static Facts facts() {
    return new Facts(
        Instant.EPOCH,
        Map.of(),
        Map.of(),
        new Consents(false, false),
        new HostKeys.Absent(),
        null,
        new GatewaySecret.Absent(),
        List.of(),
        Map.of(),
        GatewayState.NOTHING,
        Readers.NONE,
        List.of(),
        Map.of());
  }
}
