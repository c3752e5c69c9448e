package io.backupaccess.operator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaysView.Heard;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is heard of gateways, of silent and of changing ones, and how long they are listened to. */
class ExchangeTest implements GatewayClient {

  private static final ResourceID SHOP = new ResourceID("shop", "tenant");
  private static final String TOKEN = "token";
  private static final String JOURNAL = "a".repeat(32);

  /** By pod and address. Where there is none yet, the caller waits. */
  private final Map<String, AtomicReference<GatewayStatus>> gateways = new ConcurrentHashMap<>();

  private final AtomicReference<PullPage> page = new AtomicReference<>(page(0, 0));
  private volatile boolean tellsPulls = true;
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final BlockingQueue<ResourceID> news = new LinkedBlockingQueue<>();
  private final Exchange exchange =
      new Exchange(this, news::add, (_, pod) -> !gone.contains(pod.uid()), Clock.systemUTC());

  @AfterEach
  void close() {
    exchange.close();
  }

  @Override
  public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
    asked.incrementAndGet();
    waiting.incrementAndGet();
    try {
      while (!gateways.containsKey(key(pod))) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      AtomicReference<GatewayStatus> gateway = gateways.get(key(pod));
      for (int look = 0; look < 1000; look++) {
        GatewayStatus now = gateway.get();
        Answer answer = new Answer(now, now.sessions() + " " + now.counters());
        if (!answer.equals(known)) {
          return Optional.of(answer);
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
      return Optional.ofNullable(known);
    } catch (InterruptedException e) {
      return Optional.empty();
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    if (!tellsPulls) {
      return Optional.empty();
    }
    return Optional.of(
        kept == null ? page.get() : page.updateAndGet(before -> after(kept.sequence(), before)));
  }

  private static PullPage after(long kept, PullPage page) {
    return new PullPage(
        page.journal(),
        kept,
        page.lost(),
        page.running(),
        page.records().stream().filter(entry -> entry.sequence() > kept).toList());
  }

  @Override
  public boolean tell(GatewayPod pod, String token, Order order) {
    return false;
  }

  @Test
  void aLookAtWhatWasHeardWaitsForNobodyAndNewsCauseATurn() throws Exception {
    assertThat(follow(pod("a"))).isEqualTo(Heard.NOTHING);
    running(pod("a"), 0);
    awaitNews();
    assertThat(sessions(follow(pod("a")))).isZero();
    assertThat(news).isEmpty();

    running(pod("a"), 2);

    awaitNews();
    assertThat(sessions(follow(pod("a")))).isEqualTo(2);
  }

  @Test
  void countsThatMoveCauseNoTurnAndAreAddedUp() throws Exception {
    follow(pod("a"));
    GatewayStatus quiet = well(0);
    gateways.put(key(pod("a")), new AtomicReference<>(quiet.with(sent(10))));
    awaitNews();
    awaitThat(() -> exchange.counted(SHOP).bytesSent() == 0);
    gateways.get(key(pod("a"))).set(quiet.with(sent(500)));

    awaitThat(() -> exchange.counted(SHOP).bytesSent() == 490);
    assertThat(news).isEmpty();
    exchange.forget(SHOP);
    assertThat(exchange.counting()).isZero();
    assertThat(exchange.counted(SHOP)).isEqualTo(Counted.NOTHING);
  }

  private static GatewayCounters sent(long bytes) {
    return new GatewayCounters("1".repeat(32), bytes, 0, 0, Map.of(), 0, 0);
  }

  @Test
  void whateverTheTurnDoesOneRequestAtATimeIsOpenAtAPod() throws Exception {
    running(pod("a"), 0);
    follow(pod("a"));
    awaitNews();
    for (int turn = 0; turn < 100; turn++) {
      follow(pod("a"));
    }
    awaitThat(() -> waiting.get() == 1);
    assertThat(asked.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void aGatewayOfTheReleaseBeforeThatHoldsNothingBackIsAskedSeldom() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    GatewayClient hasty =
        new GatewayClient() {
          @Override
          public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
            requests.incrementAndGet();
            return Optional.of(new Answer(well(0), "same"));
          }

          @Override
          public Optional<PullPage> pulls(
              GatewayPod pod, String token, @Nullable JournalStatus kept) {
            return Optional.of(page(0, 0));
          }

          @Override
          public boolean tell(GatewayPod pod, String token, Order order) {
            return false;
          }
        };
    try (Exchange older = new Exchange(hasty, news::add, (_, _) -> true, Clock.systemUTC())) {
      older.follow(SHOP, List.of(pod("a")), TOKEN, List.of());
      awaitNews();
      awaitThat(() -> requests.get() == 2);
      TimeUnit.SECONDS.sleep(1);
      assertThat(requests).hasValue(2);
    }
  }

  @Test
  void recordsThatTheStatusIncludesAreForgottenByThePod() throws Exception {
    running(pod("a"), 0);
    follow(pod("a"));
    awaitNews();

    exchange.follow(
        SHOP, List.of(pod("a")), TOKEN, List.of(new JournalStatus("a", JOURNAL, 7L, 0L)));

    awaitThat(() -> page.get().acknowledged() == 7);
  }

  @Test
  void theRecordsAfterThoseThatThePodForgetsCauseATurn() throws Exception {
    page.set(new PullPage(JOURNAL, 0, 0, 0, List.of(record(1), record(2))));
    running(pod("a"), 0);
    follow(pod("a"));
    awaitNews();

    JournalStatus kept = new JournalStatus("a", JOURNAL, 1L, 0L);
    exchange.follow(SHOP, List.of(pod("a")), TOKEN, List.of(kept));

    awaitNews();
    assertThat(records(follow(pod("a")))).containsExactly(record(2));
  }

  @Test
  void recordsOfAGatewayThatForgetsNoneCauseNoTurnsWithoutEnd() throws Exception {
    GatewayClient forgetful =
        new GatewayClient() {
          @Override
          public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
            return ExchangeTest.this.status(pod, token, known);
          }

          @Override
          public Optional<PullPage> pulls(
              GatewayPod pod, String token, @Nullable JournalStatus kept) {
            asked.incrementAndGet();
            return Optional.of(page.get());
          }

          @Override
          public boolean tell(GatewayPod pod, String token, Order order) {
            return false;
          }
        };
    page.set(new PullPage(JOURNAL, 0, 0, 0, List.of(record(1), record(2))));
    running(pod("a"), 0);
    try (Exchange other = new Exchange(forgetful, news::add, (_, _) -> true, Clock.systemUTC())) {
      List<JournalStatus> kept = List.of(new JournalStatus("a", JOURNAL, 1L, 0L));
      other.follow(SHOP, List.of(pod("a")), TOKEN, kept);
      awaitNews();
      int before = asked.get();
      awaitThat(
          () -> {
            other.follow(SHOP, List.of(pod("a")), TOKEN, kept);
            return asked.get() > before + 10;
          });
      assertThat(news).isEmpty();
    }
  }

  @Test
  void recordsThatCannotBeReadAreNotKnownToBeAllOfThem() throws Exception {
    running(pod("a"), 0);
    follow(pod("a"));
    awaitNews();
    Instant read = follow(pod("a")).at();
    assertThat(read).isNotNull();

    tellsPulls = false;
    running(pod("a"), 2);

    awaitNews();
    assertThat(sessions(follow(pod("a")))).isEqualTo(2);
    assertThat(follow(pod("a")).at()).isEqualTo(read);
  }

  @Test
  void aPodWhoseAnswersCannotBeReadIsAskedAgainAndHasBeenAsked() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    GatewayClient broken =
        new GatewayClient() {
          @Override
          public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
            if (requests.incrementAndGet() == 1) {
              throw new IllegalStateException("nobody has thought of this");
            }
            return Optional.of(new Answer(well(3), "well"));
          }

          @Override
          public Optional<PullPage> pulls(
              GatewayPod pod, String token, @Nullable JournalStatus kept) {
            return Optional.of(page(0, 0));
          }

          @Override
          public boolean tell(GatewayPod pod, String token, Order order) {
            return false;
          }
        };
    try (Exchange other = new Exchange(broken, news::add, (_, _) -> true, Clock.systemUTC())) {
      List<GatewayPod> pods = List.of(pod("a"));
      other.follow(SHOP, pods, TOKEN, List.of());
      awaitNews();
      assertThat(other.follow(SHOP, pods, TOKEN, List.of()))
          .containsEntry("a", new Heard(null, null, null, true));
      awaitNews();
      assertThat(sessions(other.follow(SHOP, pods, TOKEN, List.of()).get("a"))).isEqualTo(3);
    }
  }

  @Test
  void aThousandSilentGatewaysDelayNoOther() throws Exception {
    for (int i = 0; i < 1000; i++) {
      exchange.follow(
          new ResourceID("silent-" + i, "tenant"), List.of(pod("silent-" + i)), TOKEN, List.of());
    }
    running(pod("a"), 3);
    follow(pod("a"));
    awaitNews();
    assertThat(sessions(follow(pod("a")))).isEqualTo(3);
    awaitThat(() -> waiting.get() == 1001);
  }

  @Test
  void aPodAtAnotherAddressIsAnother() throws Exception {
    running(pod("a"), 0);
    follow(pod("a"));
    awaitNews();

    assertThat(follow(pod("a", "10.0.0.2"))).isEqualTo(Heard.NOTHING);
    running(pod("a", "10.0.0.2"), 1);

    awaitNews();
    awaitThat(() -> waiting.get() == 1);
    assertThat(exchange.size()).isEqualTo(1);
  }

  @Test
  void nothingIsLeftOfPodsThatWentWithTheirResourceOrWithout() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      running(pod(name), 0);
    }
    exchange.follow(SHOP, List.of(pod("a"), pod("b"), pod("c")), TOKEN, List.of());
    awaitThat(() -> waiting.get() == 3);

    exchange.follow(SHOP, List.of(pod("b"), pod("c")), TOKEN, List.of());
    awaitThat(() -> waiting.get() == 2);

    gone.add("b");
    running(pod("b"), 1);
    awaitThat(() -> exchange.size() == 1);

    exchange.close();
    awaitThat(() -> waiting.get() == 0);
    exchange.follow(SHOP, List.of(pod("c")), TOKEN, List.of());
    awaitThat(() -> waiting.get() == 0 && exchange.size() == 0);
  }

  @Test
  void aPodThatSaysNothingInTimeHasBeenAsked() throws Exception {
    try (Listener silent = new Listener(Listener.Words.NONE);
        Exchange real =
            new Exchange(
                new StatusPortClient(silent.port(), _ -> true),
                news::add,
                (_, _) -> true,
                Clock.systemUTC())) {
      List<GatewayPod> pods = List.of(pod("a", "127.0.0.1"));
      real.follow(SHOP, pods, TOKEN, List.of());
      awaitNews();
      assertThat(real.follow(SHOP, pods, TOKEN, List.of()))
          .containsEntry("a", new Heard(null, null, null, true));
    }
  }

  private Heard follow(GatewayPod pod) {
    return exchange.follow(SHOP, List.of(pod), TOKEN, List.of()).get(pod.uid());
  }

  private static int sessions(Heard heard) {
    return Objects.requireNonNull(heard.status()).sessions();
  }

  private static List<PullPage.Entry> records(Heard heard) {
    return Objects.requireNonNull(heard.pulls()).records();
  }

  private static PullPage.Entry record(long sequence) {
    PullRecord pull =
        new PullRecord(
            "backup-host",
            "SHA256:" + "x".repeat(43),
            "203.0.113.9",
            List.of("db"),
            List.of("db"),
            Instant.EPOCH,
            1,
            1,
            1,
            0L,
            0,
            true);
    return new PullPage.Entry(sequence, pull);
  }

  private static String key(GatewayPod pod) {
    return pod.uid() + " at " + pod.ip();
  }

  private void running(GatewayPod pod, int sessions) {
    gateways.computeIfAbsent(key(pod), _ -> new AtomicReference<>()).set(well(sessions));
  }

  private void awaitNews() throws InterruptedException {
    assertThat(news.poll(60, TimeUnit.SECONDS)).isEqualTo(SHOP);
  }

  private static void awaitThat(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static PullPage page(long acknowledged, long lost) {
    return new PullPage(JOURNAL, acknowledged, lost, 0, List.of());
  }

  private static GatewayStatus well(int sessions) {
    return new GatewayStatus(
        "0".repeat(64),
        List.of(),
        List.of(),
        new GatewayStatus.ConfinementStatus(7, List.of(), null),
        sessions,
        List.of(),
        false,
        GatewayStatus.Clients.NONE,
        List.of(),
        1,
        1,
        null);
  }

  static GatewayPod pod(String name) {
    return pod(name, "10.0.0.1");
  }

  private static GatewayPod pod(String name, String ip) {
    return new GatewayPod(
        name, name, "", "node", ip, List.of(), true, true, null, null, Set.of(), Set.of(),
        Map.of());
  }
}
