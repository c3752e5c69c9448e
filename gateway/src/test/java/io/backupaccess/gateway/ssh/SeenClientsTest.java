package io.backupaccess.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.ActiveConfiguration;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.Credential;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.Origin;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenClientsTest {
  private static final InetAddress NODE = InetAddress.ofLiteral("10.0.0.7");
  private static final InetAddress CLIENT = InetAddress.ofLiteral("203.0.113.7");
  private static final Clients VISIBLE = new Clients(List.of("nightly"), List.of(), List.of());
  private static final Clients REFUSED = new Clients(List.of(), List.of(), List.of("nightly"));

  private ActiveConfiguration configuration = configuration("nightly");
  private final SeenClients clients = new SeenClients(() -> configuration);

  private static ActiveConfiguration configuration(String key) {
    return ConfigReader.read(
        """
        {"keys": [{"name": "%s", "grants": [{"volume": "db"}], "sourceRanges": ["0.0.0.0/0"], "authorizedKeys":
         ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3rrJPGnX7tZcjXiqKcRFuk9dUGbhkQ3mQTpgDvhdmi"]}],
         "volumes": [], "natPeers": ["10.0.0.7/32"]}"""
            .formatted(key)
            .getBytes(StandardCharsets.UTF_8));
  }

  private Grant key() {
    return configuration.grants().values().iterator().next();
  }

  private void offered(InetAddress from) {
    clients.offered(key(), configuration.peers().origin(from));
  }

  private void loggedIn(InetAddress from) {
    clients.loggedIn(new Login("nightly", new Credential.Key(key().fingerprint()), from));
  }

  @Test
  void whoOnlyKnowsAKeyCannotUndoAWarning() {
    offered(NODE);
    offered(CLIENT);
    assertThat(clients.told()).isEqualTo(REFUSED);
    loggedIn(CLIENT);
    assertThat(clients.told()).isEqualTo(VISIBLE);
  }

  @Test
  void whoIsRefusedCanShowNoMoreThanThatAndIsHeard() {
    loggedIn(CLIENT);
    offered(NODE);
    assertThat(clients.told()).isEqualTo(REFUSED);
  }

  @Test
  void keysOfFormerConfigurationsAreForgotten() {
    for (int i = 0; i < 10_000; i++) {
      configuration = configuration("former-" + i);
      offered(CLIENT);
    }
    assertThat(clients.size()).isLessThan(5000);
    assertThat(clients.told().visible()).containsExactly("former-9999");
    assertThat(clients.size()).isEqualTo(1);
  }

  @Test
  void noNumberOfSourcesIsRemembered() {
    for (int i = 0; i < 10_000; i++) {
      offered(InetAddress.ofLiteral("198.18.%d.%d".formatted(i >> 8, i & 255)));
      clients.offered(
          key(), new Origin(InetAddress.ofLiteral("10.1.%d.%d".formatted(i >> 8, i & 255)), true));
    }
    assertThat(clients.size()).isEqualTo(1);
  }
}
