package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code -Dapi.away.seconds=600} makes it as long as an upgrade may take. */
@DisplayName("While the API server is away, a gateway")
class ApiServerAwayTest {

  private static final long AWAY_SECONDS = Long.getLong("api.away.seconds", 15);

  /** Takes some seconds longer at the scene's bandwidth. */
  private static final int BYTES = (int) (AWAY_SECONDS + 15) * 20 * 1024;

  private Scene scene;
  private BackupHost host;

  @BeforeEach
  void serve() {
    scene = new Scene();
    host = new BackupHost(scene, "backup-host");
    scene.keepsAsItIs(scene.claimWithLarge("documents", BYTES, "ReadWriteOnce"));
    scene.access("documents", host, "volumes: [{name: documents, claimName: documents}]\n");
    scene.awaitReady("documents");
  }

  @AfterEach
  void close() {
    ApiServer.start();
    scene.close();
  }

  @Test
  void servesPullsThatRunAndNewOnesAndTheOperatorGoesOnAfterwards() throws Exception {
    var gateway = scene.status("documents");
    String operator = operatorsRestarts();
    LongPull running = LongPull.begin(host, gateway, "documents");

    ApiServer.end();
    awaitEndOfOutage(running);
    Command.Result anew =
        host.pull(gateway, "-a", "/documents/small", host.path("small-meanwhile"));
    ApiServer.start();

    assertThat(anew.exitCode()).as(anew.output()).isZero();
    Command.Result ended = running.end();
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(running.copy().resolve("large")).hasBinaryContent(new byte[BYTES]);
    scene.kubectl("delete", "configmap", "documents-gateway");
    Scene.await(
        "the operator heals it",
        Duration.ofMinutes(2),
        () -> scene.find(ConfigMap.class, "documents-gateway") != null);
    scene.awaitReady("documents");
    assertThat(operatorsRestarts()).isEqualTo(operator);
  }

  /** Fails as soon as the pull ends. */
  private static void awaitEndOfOutage(LongPull pull) throws Exception {
    try {
      pull.result().get(AWAY_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("the pull ended: " + pull.end().output());
    } catch (TimeoutException e) {
      // It goes on.
    }
  }

  private String operatorsRestarts() {
    return Command.must(
        "kubectl",
        "--namespace=backup-access",
        "get",
        "pods",
        "--output=jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].restartCount}{end}");
  }
}
