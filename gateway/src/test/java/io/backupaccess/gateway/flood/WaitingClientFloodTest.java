package io.backupaccess.gateway.flood;

import static org.apache.sshd.common.SshConstants.SSH_MSG_CHANNEL_CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gatewayconfig.LimitsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose connection waits for a slot of its key, and that send commands meanwhile. */
class WaitingClientFloodTest {
  private static final String PULL = "rsync --server --sender -logDtpre.iLsfxCIvu . db/";
  private static final int PULLS = 2;

  /** 126 kB, and a command as any other until it begins. */
  private static final String LONG_COMMAND = "rsync ".repeat(21_000);

  /** As many would fill the heap, would the gateway keep them. */
  private static final int COMMANDS = 2_000;

  @TempDir Path folder;

  @Test
  void commandsOfAConnectionThatWaitsLeaveNothing() throws Exception {
    LimitsConfig oneConnectionOfAKey =
        new LimitsConfig(null, null, null, null, null, null, 1, null, null, null);
    try (AttackedGateway siege =
        new AttackedGateway(new TestGateway(folder).limits(oneConnectionOfAKey))) {
      try (HostileClient first = client(siege)) {
        first.run(PULLS, PULL);
        siege.hold(
            () -> {
              try (HostileClient waits = client(siege)) {
                flood(waits);
                assertThat(waits.isEnded()).as("the gateway ends it").isTrue();
              }
              return null;
            });
        assertThat(first.session.isOpen()).isTrue();
        assertThat(siege.process().children()).as("its pulls run").hasSizeGreaterThanOrEqualTo(2);
      }
      siege.leftovers().awaitNone();
      siege.pullOfHostileKey();
      siege.check();
    }
  }

  private static HostileClient client(AttackedGateway siege) throws IOException {
    return new HostileClient(siege.port(), siege.key("hostile"));
  }

  /** Not faster than the gateway closes channels: more than it allows would end the connection. */
  private static void flood(HostileClient client) {
    try {
      for (int i = 0; i < COMMANDS && client.session.isOpen(); i++) {
        int channel = client.open(1 << 20, 32768);
        client.exec(channel, LONG_COMMAND);
        client.send(SSH_MSG_CHANNEL_CLOSE, body -> body.putUInt(channel));
        while (client.session.isOpen() && client.received(SSH_MSG_CHANNEL_CLOSE) <= i) {
          Thread.sleep(Duration.ofMillis(1));
        }
      }
    } catch (IOException | RuntimeException e) {
      // The connection is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
