package io.backupaccess.operator.exchange;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayCounters;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.exchange.GatewayClient.Answer;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewaysView.Followed;
import io.backupaccess.operator.observe.GatewaysView.Heard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conversation with one pod: what it has said, and the thread that hears it. */
final class Line {

  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  /** However often a gateway says something new, it causes no more turns than this lets it. */
  private static final Duration AFTER_NEWS = Duration.ofMillis(250);

  /** A gateway of the release before answers at once, although nothing has changed. */
  private static final Duration AFTER_NOTHING_NEW = Duration.ofSeconds(5);

  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  private final GatewayClient client;
  private final Followed.Of of;
  private final GatewayPod pod;
  private final String token;
  private final Clock clock;
  private final Consumer<GatewayCounters> counts;
  private final Runnable news;
  private final BooleanSupplier exists;

  private final ReentrantLock reading = new ReentrantLock();
  private final AtomicBoolean forgetting = new AtomicBoolean();
  private volatile Heard heard = Heard.NOTHING;
  private volatile @Nullable JournalStatus kept;
  private volatile boolean ended;
  private @Nullable Thread thread;

  // Of the thread alone.
  private @Nullable Answer known;
  private boolean pullsMissing = true;
  private Duration retry = FIRST_RETRY;

  Line(
      GatewayClient client,
      Followed followed,
      Clock clock,
      Consumer<GatewayCounters> counts,
      Runnable news,
      BooleanSupplier exists) {
    this.client = client;
    this.of = followed.of();
    this.pod = followed.pod();
    this.token = followed.token();
    this.clock = clock;
    this.counts = counts;
    this.news = news;
    this.exists = exists;
  }

  /**
   * Begins to hear the pod, if it has not begun.
   *
   * @param whenEnded runs when it is heard no more
   */
  void begin(Runnable whenEnded) {
    if (thread != null) {
      return;
    }
    thread = Thread.ofVirtual().name("gateway " + pod.name()).start(() -> hear(whenEnded));
  }

  /** Whether this is the conversation with that pod, at the address that it has now. */
  boolean leadsTo(GatewayPod other, String itsToken) {
    return !ended
        && pod.uid().equals(other.uid())
        && Objects.equals(pod.ip(), other.ip())
        && token.equals(itsToken);
  }

  /** What the pod is. */
  Followed.Of of() {
    return of;
  }

  Heard heard() {
    return heard;
  }

  /** Takes how far the resource's status includes the records, so that the pod forgets those. */
  void keep(List<JournalStatus> journals) {
    JournalStatus now =
        journals.stream().filter(one -> one.podName().equals(pod.name())).findFirst().orElse(null);
    kept = now;
    PullPage page = heard.pulls();
    if (now != null
        && page != null
        && page.journal().equals(now.journal())
        && page.acknowledged() < now.sequence()
        && forgetting.compareAndSet(false, true)) {
      Thread.startVirtualThread(() -> letForget(now.sequence()));
    }
  }

  /** What comes after those records is news, but not of a gateway that forgets none. */
  private void letForget(long upTo) {
    try {
      if (readPulls()
          .filter(page -> page.acknowledged() >= upTo && !page.records().isEmpty())
          .isPresent()) {
        news.run();
      }
    } finally {
      forgetting.set(false);
    }
  }

  private void hear(Runnable whenEnded) {
    try {
      while (!ended && exists.getAsBoolean()) {
        Thread.sleep(askWhateverHappens());
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      ended = true;
      whenEnded.run();
    }
  }

  /** No answer may end the conversation: without it, nothing would be known of the pod. */
  private Duration askWhateverHappens() {
    try {
      return ask();
    } catch (RuntimeException e) {
      if (!ended) {
        LOG.atError().setCause(e).addKeyValue("pod", pod.name()).log("an answer cannot be read");
      }
      return notAnswered();
    }
  }

  /** Asks once, and says how long to wait before it is asked again. */
  private Duration ask() {
    Instant begun = clock.instant();
    long start = System.nanoTime();
    Heard before = heard;
    Optional<Answer> answer = client.status(pod, token, pullsMissing ? null : known);
    if (ended) {
      return Duration.ZERO;
    }
    if (answer.isEmpty()) {
      return notAnswered();
    }
    retry = FIRST_RETRY;
    boolean another = known == null || !known.digest().equals(answer.get().digest());
    boolean changed = known == null || !saysTheSame(known.status(), answer.get().status());
    known = answer.get();
    Optional.ofNullable(known.status().counters()).ifPresent(counts);
    // Without a number nothing says that there are new records.
    if (changed || pullsMissing || known.status().lastRecord() == 0) {
      pullsMissing = readPulls().isEmpty();
    }
    heardNow(known, pullsMissing ? before.at() : begun);
    if (changed || !Objects.equals(before.pulls(), heard.pulls())) {
      news.run();
      return AFTER_NEWS;
    }
    boolean held = another || System.nanoTime() - start > AT_ONCE.toNanos();
    return held ? AFTER_NEWS : AFTER_NOTHING_NEW;
  }

  /** What is counted is no news, and causes no turn. */
  private static boolean saysTheSame(GatewayStatus one, GatewayStatus other) {
    return one.with(null).equals(other.with(null));
  }

  private Duration notAnswered() {
    boolean first = !heard.asked();
    reading.lock();
    try {
      heard = new Heard(heard.status(), heard.pulls(), heard.at(), true);
    } finally {
      reading.unlock();
    }
    if (first) {
      news.run();
    }
    Duration pause = retry;
    retry = pause.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? pause.multipliedBy(2) : LAST_RETRY;
    return pause;
  }

  private void heardNow(Answer answer, @Nullable Instant at) {
    reading.lock();
    try {
      heard = new Heard(answer.status(), heard.pulls(), at, true);
    } finally {
      reading.unlock();
    }
  }

  /** One at a time, so that the last that was read is the last that is remembered. */
  private Optional<PullPage> readPulls() {
    reading.lock();
    try {
      Optional<PullPage> page = client.pulls(pod, token, kept);
      page.ifPresent(read -> heard = new Heard(heard.status(), read, heard.at(), heard.asked()));
      return page;
    } finally {
      reading.unlock();
    }
  }

  void close() {
    ended = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
