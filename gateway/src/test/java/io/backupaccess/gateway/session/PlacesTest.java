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

/** Who gets a place, at once or after a while. */
class PlacesTest {
  private static final int OF_KEY = 2;
  private static final int ALL = Places.WAITING + 1;
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Transfer> inOrder = new CopyOnWriteArrayList<>();

  private static Places places(Duration longestWait) {
    Duration none = Duration.ZERO;
    return new Places(
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

  private FutureTask<Boolean> take(Places places, Transfer transfer) {
    FutureTask<Boolean> taking =
        new FutureTask<>(
            () -> {
              boolean taken = places.take(transfer);
              if (taken) {
                inOrder.add(transfer);
              }
              return taken;
            });
    Thread thread = Thread.ofPlatform().daemon().start(taking);
    awaitThat(
        "it has a place, or waits for one",
        () -> taking.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
    return taking;
  }

  @Test
  void oneKeyCannotTakeThePlacesOfTheOthers() throws InterruptedException {
    Places places = places(Duration.ZERO);
    Asked first = new Asked("a");
    assertThat(places.take(first)).isTrue();
    assertThat(places.take(new Asked("a"))).isTrue();
    assertThat(places.take(new Asked("a"))).isFalse();
    assertThat(places.take(new Asked("b"))).isTrue();
    places.giveBack(first);
    places.giveBack(first);
    assertThat(places.take(new Asked("a"))).isTrue();
    assertThat(places.take(new Asked("a"))).isFalse();
  }

  @Test
  void allKeysTogetherHaveNoMoreThanThereAre() throws InterruptedException {
    Places places = places(Duration.ZERO);
    for (int i = 0; i < ALL; i++) {
      assertThat(places.take(new Asked(String.valueOf((char) ('a' + i))))).isTrue();
    }
    assertThat(places.take(new Asked("z"))).isFalse();
  }

  @Test
  void whoWaitsGetsAPlaceInTheOrderOfComingAndDelaysNoOtherKey() throws Exception {
    Places places = places(LONG);
    Asked held = new Asked("a");
    Asked alsoHeld = new Asked("a");
    places.take(held);
    places.take(alsoHeld);
    Asked second = new Asked("a");
    Asked third = new Asked("a");
    FutureTask<Boolean> takingSecond = take(places, second);
    FutureTask<Boolean> takingThird = take(places, third);
    assertThat(places.take(new Asked("b"))).isTrue();
    places.giveBack(held);
    assertThat(takingSecond.get()).isTrue();
    assertThat(takingThird.isDone()).isFalse();
    places.giveBack(alsoHeld);
    assertThat(takingThird.get()).isTrue();
    assertThat(inOrder).containsExactly(second, third);
  }

  @Test
  void fewOfAKeyMayWait() throws Exception {
    Places places = places(LONG);
    List<FutureTask<Boolean>> waiting = new ArrayList<>();
    places.take(new Asked("a"));
    places.take(new Asked("a"));
    for (int i = 0; i < Places.WAITING; i++) {
      waiting.add(take(places, new Asked("a")));
    }
    assertThat(places.take(new Asked("a"))).as("one more").isFalse();
    assertThat(places.count()).as("who waits has no place").isEqualTo(OF_KEY);
    places.close();
    for (FutureTask<Boolean> each : waiting) {
      assertThat(each.get()).as("after the end of all places").isFalse();
    }
  }

  @Test
  void whatIsEndedWaitsNoLonger() throws Exception {
    Places places = places(LONG);
    places.take(new Asked("a"));
    places.take(new Asked("a"));
    Asked waits = new Asked("a");
    FutureTask<Boolean> taking = take(places, waits);
    waits.end("");
    places.lookAgain();
    assertThat(taking.get()).isFalse();
  }

  @Test
  void whoWaitsIsToldAfterAWhileThatThereIsNone() throws InterruptedException {
    Places places = places(Duration.ofMillis(10));
    places.take(new Asked("a"));
    places.take(new Asked("a"));
    assertThat(places.take(new Asked("a"))).isFalse();
  }
}
