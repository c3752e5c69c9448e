package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The API server goes on, and the operator cannot reach it. {@code -Dapi.away.seconds=600} makes it
 * as long as an upgrade may take.
 */
@ExtendWith(KubeApiServerExtension.class)
class CutOffOperatorTest {

  private static final Duration AWAY = Duration.ofSeconds(Long.getLong("api.away.seconds", 12));

  private static final long LIMIT_SECONDS = 300;

  private static final String SECOND_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void whatWasChangedMeanwhileIsHealedOnceItIsReachedAgain(
      Relay.Outage outage, KubeApiServer server) throws Exception {
    reaching(
        server,
        (scene, relay, operator) -> {
          relay.cut(outage);
          scene.service("shop").delete();
          tamper(scene, "shop");
          scene.apply(withSecondKey("shop"));
          scene.create("new");
          assertThat(operator.process().waitFor(AWAY.toSeconds(), TimeUnit.SECONDS))
              .as(operator.log())
              .isFalse();
          assertThat(operator.live()).isTrue();
          assertThat(server.client().services().inNamespace(scene.namespace()).list().getItems())
              .isEmpty();
          relay.open();

          operator.await(
              () -> scene.service("shop").get() != null && scene.service("new").get() != null);
          operator.await(
              () ->
                  scene.configuration("shop").contains("second")
                      && !scene.configuration("shop").contains("tampered"));
        });
  }

  @ParameterizedTest
  @EnumSource
  void aWatchGoesOnBehindAnEventWithAMishap(Relay.Mishap mishap, KubeApiServer server)
      throws Exception {
    reaching(
        server,
        (scene, relay, operator) -> {
          for (int time = 0; time < mishap.times(); time++) {
            operator.awaitReady();
            CountDownLatch mishapCame = relay.next(mishap);
            tamper(scene, "shop");
            assertThat(mishapCame.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            tamper(scene, "shop");
            operator.await(() -> !scene.configuration("shop").contains("tampered"));
          }
        });
  }

  private interface Life {
    void go(OperatorScene scene, Relay relay, OperatorProcess operator) throws Exception;
  }

  /** An operator by a relay, with a resource {@code shop}; it has to outlive what happens. */
  private void reaching(KubeApiServer server, Life life) throws Exception {
    OperatorScene scene = OperatorScene.in(server);
    try (Relay relay = new Relay(server, folder);
        OperatorProcess operator =
            scene.start(
                folder.resolve("log"), Map.of("KUBECONFIG", relay.kubeconfig().toString()))) {
      operator.awaitReady();
      scene.create("shop");
      scene.awaitReason("shop", "VolumesReady", "ClaimNotFound");
      scene.awaitService("shop", LIMIT_SECONDS);

      life.go(scene, relay, operator);

      assertThat(operator.process().isAlive()).isTrue();
      operator.awaitReady();
    }
  }

  private static void tamper(OperatorScene scene, String access) {
    scene
        .server()
        .client()
        .configMaps()
        .inNamespace(scene.namespace())
        .withName(access + "-gateway")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"data\": {\"gateway.json\": \"tampered %d\"}}".formatted(System.nanoTime()));
  }

  private static String withSecondKey(String name) {
    return TestAccess.simple(name)
        .replace(
            "  volumes:\n",
            "  - name: second\n    publicKey: "
                + SECOND_KEY
                + "\n    grants: [{volume: db}]\n  volumes:\n");
  }
}
