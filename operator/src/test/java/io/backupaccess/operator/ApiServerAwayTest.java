package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The API server's process ends and comes again, under a running operator. {@code
 * -Dapi.away.seconds=600} makes it as long as an upgrade may take.
 */
class ApiServerAwayTest {

  private static final Duration AWAY = Duration.ofSeconds(Long.getLong("api.away.seconds", 12));

  private static final long LIMIT_SECONDS = 90;

  @TempDir private Path folder;

  @Test
  void theOperatorGoesOnAndDoesAfterwardsWhatWasLeftUndone() throws Exception {
    try (KubeApiServer server = KubeApiServer.start()) {
      OperatorScene scene = OperatorScene.in(server);
      try (OperatorProcess operator = scene.start(folder.resolve("log"), Map.of())) {
        operator.awaitReady();
        scene.create("before");
        scene.awaitService("before", LIMIT_SECONDS);

        server.stopApiServer();
        assertThat(operator.process().waitFor(AWAY.toSeconds(), TimeUnit.SECONDS))
            .as(operator.log())
            .isFalse();
        assertThat(operator.live()).isTrue();
        server.startApiServer();

        server
            .client()
            .services()
            .inNamespace(scene.namespace())
            .withName("before-gateway")
            .delete();
        scene.create("after");
        scene.awaitService("after", LIMIT_SECONDS);
        scene.awaitService("before", LIMIT_SECONDS);
        assertThat(operator.process().isAlive()).isTrue();
        operator.awaitReady();
      }
    }
  }

  @Test
  void oneThatStartsWhileItIsAwayWaitsForIt() throws Exception {
    try (KubeApiServer server = KubeApiServer.start()) {
      OperatorScene scene = OperatorScene.in(server);
      scene.create("shop");
      // Made by the controllers, which end where there is no API server while they start.
      server
          .client()
          .serviceAccounts()
          .inNamespace(scene.namespace())
          .withName("default")
          .waitUntilCondition(account -> account != null, LIMIT_SECONDS, TimeUnit.SECONDS);
      server.stopApiServer();
      try (OperatorProcess operator = scene.start(folder.resolve("log"), Map.of())) {
        operator.await(operator::live);
        assertThat(operator.process().waitFor(AWAY.toSeconds(), TimeUnit.SECONDS))
            .as(operator.log())
            .isFalse();
        assertThat(operator.live()).isTrue();
        assertThat(operator.ready()).isFalse();
        server.startApiServer();

        operator.awaitReady();
        scene.awaitService("shop", LIMIT_SECONDS);
      }
    }
  }
}
