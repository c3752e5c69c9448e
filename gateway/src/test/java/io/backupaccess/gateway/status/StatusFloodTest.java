package io.backupaccess.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strangers that connect to the status port over and over, each from its own address. */
class StatusFloodTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final StatusClient CLIENT =
      new StatusClient(Duration.ofMinutes(1), Duration.ofMinutes(5), 1 << 20);

  /** More than the port has room for. */
  private static final int HELD = 400;

  private static final int THREADS = 2;
  private static final int BEFORE_ASKING = 4000;

  /** What each stranger says. */
  private enum Words {
    NONE,
    /** Of the call of a holder, so that the port waits for the rest. */
    HALF,
    NOISE,
    /** A whole call of a holder, which somebody on the way has recorded. */
    RECORDED
  }

  private final List<Thread> floods = new ArrayList<>();
  private volatile boolean over;
  private StatusPort port;

  @BeforeEach
  void open() throws IOException {
    port = new StatusPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN);
    port.open((request, body) -> new StatusAnswer(200, request));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    over = true;
    for (Thread flood : floods) {
      flood.join();
    }
    port.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port());
  }

  @ParameterizedTest
  @EnumSource
  void aHolderOfTheTokenIsAnsweredEachTime(Words words) throws Exception {
    byte[] said = bytes(words);
    CountDownLatch underWay = new CountDownLatch(BEFORE_ASKING);
    for (int i = 0; i < THREADS; i++) {
      int seed = i;
      floods.add(Thread.ofPlatform().start(() -> flood(said, seed, underWay)));
    }
    underWay.await();
    isAnswered(100, address());
  }

  /** As from another node, where more strangers are nearer. */
  @Test
  void soIsAHolderWhomDozensOfStrangersOvertakeEachTime() throws IOException {
    try (Crowd crowd = new Crowd(HELD, address(), new byte[0], 1);
        OvertakenCaller caller = new OvertakenCaller(address(), crowd, 70)) {
      for (int i = 0; i < HELD; i++) {
        crowd.grow();
      }
      isAnswered(10, caller.address());
    }
  }

  private static void isAnswered(int times, InetSocketAddress where) throws IOException {
    for (int i = 0; i < times; i++) {
      String request = "GET /" + i;
      assertThat(CLIENT.ask(where, TOKEN, request, "").body()).isEqualTo(request);
    }
  }

  private byte[] bytes(Words words) throws IOException {
    return switch (words) {
      case NONE -> new byte[0];
      case HALF -> Arrays.copyOf(recorded(), 24);
      case NOISE -> new byte[48];
      case RECORDED -> Arrays.copyOf(recorded(), 48);
    };
  }

  private byte[] recorded() throws IOException {
    try (RecordingRelay relay = new RecordingRelay(address())) {
      CLIENT.ask(relay.address(), TOKEN, "GET /recorded", "");
      return relay.toGateway();
    }
  }

  private void flood(byte[] said, long seed, CountDownLatch underWay) {
    try (Crowd crowd = new Crowd(HELD, address(), said, seed)) {
      while (!over) {
        crowd.grow();
        underWay.countDown();
      }
    }
  }
}
