package io.backupaccess.gateway.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gatewayconfig.LimitsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that log in and stay. */
class IdleConnectionsTest {
  private static final int CONNECTIONS = Integer.getInteger("flood.idle", 1000);
  private static final long EACH_KIB = 100;

  @TempDir Path folder;

  @Test
  void aThousandIdleConnectionsTakeLittleMemory() throws Exception {
    LimitsConfig many =
        new LimitsConfig(1200, 1200, "1200:30:1200", null, null, null, 1200, null, null, null);
    List<HostileClient> idle = new ArrayList<>();
    try (AttackedGateway siege = new AttackedGateway(new TestGateway(folder).limits(many))) {
      for (int i = 0; i < 10; i++) {
        siege.pull();
      }
      long before = siege.memory("VmRSS");
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(new HostileClient(siege.port(), siege.key("hostile")));
      }
      long each = (siege.memory("VmRSS") - before) / CONNECTIONS;
      if (Boolean.getBoolean("flood.report")) {
        System.err.printf("%d KiB, and %d for each of %d%n", before, each, CONNECTIONS);
      }
      siege.pull();
      siege.check();
      assertThat(idle).allMatch(client -> client.session.isOpen());
      assertThat(each).as("KiB for a connection").isLessThan(EACH_KIB);
    } finally {
      idle.forEach(HostileClient::close);
    }
  }
}
