package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.exchange.Order;
import io.backupaccess.operator.observe.GatewayPod;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * More gateways than the operator has threads for turns, and a request to any of them never ends.
 */
@ExtendWith(KubeApiServerExtension.class)
class SilentGatewaysTest {

  private static final int GATEWAYS = 20;

  private static final PlayedGateway SILENT =
      new PlayedGateway() {
        @Override
        public Optional<GatewayStatus> status(GatewayPod pod, String token) {
          return forEver();
        }

        @Override
        public Optional<PullPage> pulls(
            GatewayPod pod, String token, @Nullable JournalStatus kept) {
          return forEver();
        }

        @Override
        public boolean tell(GatewayPod pod, Order order) {
          return forEver().isPresent();
        }

        private <T> Optional<T> forEver() {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            // The operator ends.
          }
          return Optional.empty();
        }
      };

  @Test
  void anApplicationGetsItsClaimAndADeletedClaimIsFree(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.gatewaysAnswer(SILENT);
      test.cluster.createBoundClaim("data");
      test.create(TestAccess.simple("shop"));
      for (int i = 0; i < GATEWAYS; i++) {
        test.cluster.createBoundClaim("data-" + i);
        test.create(
            TestAccess.simple("shop-" + i).replace("claimName: data", "claimName: data-" + i));
      }
      for (int i = 0; i < GATEWAYS; i++) {
        test.cluster.runPod("shop-" + i, "127.0.0.1");
      }
      test.cluster.runPod("shop", "127.0.0.1");
      String gateway = test.cluster.bindPod("shop", "node-1");

      test.cluster.bindApplication("node-2");
      test.awaitUntil(() -> test.cluster.pod(gateway) == null, true);

      test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data-7").delete();
      test.awaitUntil(
          () ->
              test.client
                      .persistentVolumeClaims()
                      .inNamespace(test.namespace)
                      .withName("data-7")
                      .get()
                  == null,
          true);
    }
  }
}
