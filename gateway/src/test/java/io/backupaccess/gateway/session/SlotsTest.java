package io.backupaccess.gateway.session;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Fingerprint;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.KeyLimits;
import io.backupaccess.gateway.config.ServiceLimits;
import io.backupaccess.gateway.config.ServiceLimits.MaxStartups;
import io.backupaccess.gateway.config.ServiceLimits.Penalties;
import io.backupaccess.gateway.ssh.Login;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Who gets a slot, at once or after a while. */
class SlotsTest {
  private static final int OF_KEY = 2;
  private static final int ALL = Slots.WAITING + 1;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Transfer> inOrder = new CopyOnWriteArrayList<>();

  private static Slots slots(Duration longestWait) {
    Duration none = Duration.ZERO;
    return new Slots(
        new ServiceLimits(
            512,
            64,
            new MaxStartups(32, 30, 128),
            Duration.ofSeconds(30),
            6,
            10,
            16,
            ALL,
            OF_KEY,
            new Penalties(false, none, none, none, none, none, none)),
        login -> KeyLimits.NONE,
        longestWait);
  }

  private static final class Asked implements Transfer {
    private final Login login;
    private volatile boolean ended;

    Asked(String key) {
      Fingerprint fingerprint = new Fingerprint("SHA256:" + key.repeat(43));
      login = new Login(key, new Credential.Key(fingerprint), InetAddress.getLoopbackAddress());
    }

    @Override
    public Login login() {
      return login;
    }

    @Override
    public boolean isEnded() {
      return ended;
    }

    @Override
    public boolean isCoveredBy(Grant grant) {
      return true;
    }

    @Override
    public void end(String reason) {
      ended = true;
    }
  }

  private FutureTask<Boolean> take(Slots slots, Transfer transfer) {
    FutureTask<Boolean> taking =
        new FutureTask<>(
            () -> {
              boolean taken = slots.take(transfer);
              if (taken) {
                inOrder.add(transfer);
              }
              return taken;
            });
    Thread thread = Thread.ofPlatform().daemon().start(taking);
    awaitThat(
        "it has a slot, or waits for one",
        () -> taking.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
    return taking;
  }

  @Test
  void oneKeyCannotTakeTheSlotsOfTheOthers() throws InterruptedException {
    Slots slots = slots(Duration.ZERO);
    Asked first = new Asked("a");
    assertThat(slots.take(first)).isTrue();
    assertThat(slots.take(new Asked("a"))).isTrue();
    assertThat(slots.take(new Asked("a"))).isFalse();
    assertThat(slots.take(new Asked("b"))).isTrue();
    slots.giveBack(first);
    slots.giveBack(first);
    assertThat(slots.take(new Asked("a"))).isTrue();
    assertThat(slots.take(new Asked("a"))).isFalse();
  }

  @Test
  void allKeysTogetherHaveNoMoreThanThereAre() throws InterruptedException {
    Slots slots = slots(Duration.ZERO);
    for (int i = 0; i < ALL; i++) {
      assertThat(slots.take(new Asked(String.valueOf((char) ('a' + i))))).isTrue();
    }
    assertThat(slots.take(new Asked("z"))).isFalse();
  }

  @Test
  void whoWaitsGetsASlotInTheOrderOfComingAndDelaysNoOtherKey() throws Exception {
    Slots slots = slots(LONG);
    Asked held = new Asked("a");
    Asked alsoHeld = new Asked("a");
    slots.take(held);
    slots.take(alsoHeld);
    Asked second = new Asked("a");
    Asked third = new Asked("a");
    FutureTask<Boolean> takingSecond = take(slots, second);
    FutureTask<Boolean> takingThird = take(slots, third);
    assertThat(slots.take(new Asked("b"))).isTrue();
    slots.giveBack(held);
    assertThat(takingSecond.get()).isTrue();
    assertThat(takingThird.isDone()).isFalse();
    slots.giveBack(alsoHeld);
    assertThat(takingThird.get()).isTrue();
    assertThat(inOrder).containsExactly(second, third);
  }

  @Test
  void fewOfAKeyMayWait() throws Exception {
    Slots slots = slots(LONG);
    List<FutureTask<Boolean>> waiting = new ArrayList<>();
    slots.take(new Asked("a"));
    slots.take(new Asked("a"));
    for (int i = 0; i < Slots.WAITING; i++) {
      waiting.add(take(slots, new Asked("a")));
    }
    assertThat(slots.take(new Asked("a"))).as("one more").isFalse();
    assertThat(slots.count()).as("who waits has no slot").isEqualTo(OF_KEY);
    slots.close();
    for (FutureTask<Boolean> each : waiting) {
      assertThat(each.get()).as("after the end of all slots").isFalse();
    }
  }

  @Test
  void whatIsEndedWaitsNoLonger() throws Exception {
    Slots slots = slots(LONG);
    slots.take(new Asked("a"));
    slots.take(new Asked("a"));
    Asked waits = new Asked("a");
    FutureTask<Boolean> taking = take(slots, waits);
    waits.end("");
    slots.lookAgain();
    assertThat(taking.get()).isFalse();
  }

  @Test
  void whoWaitsIsToldAfterAWhileThatThereIsNone() throws InterruptedException {
    Slots slots = slots(Duration.ofMillis(10));
    slots.take(new Asked("a"));
    slots.take(new Asked("a"));
    assertThat(slots.take(new Asked("a"))).isFalse();
  }
}
