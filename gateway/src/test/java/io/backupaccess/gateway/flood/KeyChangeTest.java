package io.backupaccess.gateway.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.sshd.common.kex.KexState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that change their keys often: for data, which is their right, and for nothing. */
class KeyChangeTest {
  /** More than are free. */
  private static final int CHANGES = 100;

  private static final int PULLS = Integer.getInteger("flood.pulls", 2);

  @TempDir static Path folder;
  private static AttackedGateway siege;

  @BeforeAll
  static void start() {
    siege = new AttackedGateway(new TestGateway(folder));
  }

  @AfterAll
  static void stop() {
    siege.close();
  }

  @Test
  void pullsThatChangeKeysEvery256KiBComplete() throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> pulls =
          () -> {
            for (int i = 0; i < PULLS; i++) {
              siege.pull("-o", "RekeyLimit=256K");
            }
            return null;
          };
      List<Future<Void>> running = new ArrayList<>();
      IntStream.range(0, 3).forEach(i -> running.add(clients.submit(pulls)));
      for (Future<Void> pull : running) {
        pull.get();
      }
    }
    siege.check();
  }

  @Test
  void whoChangesKeysForNothingIsDisconnected() throws Exception {
    siege.hold(
        () -> {
          try (HostileClient client = new HostileClient(siege.port(), siege.key("hostile"))) {
            client.run(2, "rsync --server --sender -logDtpre.iLsfxCIvu . db/");
            changeKeys(client);
            assertThat(client.isEnded()).as("the gateway ends it").isTrue();
            assertThat(client.farewell()).isEqualTo("Too many messages, or too long");
          }
          return null;
        });
    siege.leftovers().awaitNone();
  }

  private static void changeKeys(HostileClient client) {
    try {
      for (int i = 0; i < CHANGES; i++) {
        Processes.awaitThat(
            "the last change is over",
            () -> client.session.getKexState() == KexState.DONE || !client.session.isOpen());
        client.session.reExchangeKeys().verify(HostileClient.PATIENCE);
      }
    } catch (IOException | RuntimeException e) {
      // The connection is gone.
    }
  }
}
