package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How often records of pulls are written; the clock is this test's. */
@ExtendWith(KubeApiServerExtension.class)
class PullBatchesTest {

  private static final int MANY = 20;

  /** Stands still until it is moved on. */
  private static final class Time extends Clock {
    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final Time time = new Time();
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private TestAccess test;
  private PullingGateway gateway;
  private SharedIndexInformer<BackupAccess> informer;

  @BeforeEach
  void start(KubeApiServer server) throws IOException {
    test = new TestAccess(server, Map.of(), time);
    gateway = new PullingGateway(test.cluster.wellBehaved(), () -> sequence() > 0);
    test.createReady("shop");
    test.cluster.bindPod("shop", "node-1");
    test.await("shop", status -> "node-1".equals(status.volumes().getFirst().place().nodeName()));
    // Since the status was last written for a journal.
    time.now = time.now.plus(Duration.ofSeconds(30));
    test.cluster.gatewaysAnswer(gateway);
    gateway.pulled(time.now.minusSeconds(20), 0);
    turn("the first is written at once");
    test.awaitUntil(gateway::acknowledged, 1L);
    informer =
        test.client
            .resources(BackupAccess.class)
            .inNamespace(test.namespace)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(BackupAccess access) {
                    versions.add(access.getMetadata().getResourceVersion());
                  }

                  @Override
                  public void onUpdate(BackupAccess before, BackupAccess access) {
                    versions.add(access.getMetadata().getResourceVersion());
                  }

                  @Override
                  public void onDelete(BackupAccess access, boolean unknown) {}
                });
    for (int i = 0; i < MANY; i++) {
      gateway.pulled(time.now, 0);
      turn("pull " + i);
    }
    test.awaitUntil(gateway::told, 1L + MANY);
    turn("and the last has ended");
  }

  @AfterEach
  void stop() throws IOException {
    informer.close();
    gateway.close();
    test.close();
  }

  private void turn(String why) {
    test.awaitTurnAfter(() -> test.touchClaim(why));
  }

  private long sequence() {
    return test.sequence("shop");
  }

  @Test
  void manyPullsAreOneWriteInThirtySeconds() {
    assertThat(sequence()).isEqualTo(1);
    assertThat(gateway.acknowledged()).as("nothing is forgotten that is not written").isEqualTo(1);

    time.now = time.now.plus(Duration.ofSeconds(30));
    turn("thirty seconds later");

    test.awaitUntil(gateway::acknowledged, 1L + MANY);
    test.awaitUntil(versions::size, 2);
    turn("which changes nothing");
    turn("and has ended");
    assertThat(versions).as("before and after the write").hasSize(2);
    assertThat(gateway.forgottenTooSoon()).isZero();
  }

  @Test
  void whatIsNoPullIsWrittenAtOnceAndTheRecordsWithIt() {
    test.client.persistentVolumeClaims().inNamespace(test.namespace).withName("data").delete();

    test.awaitReason("shop", "VolumesReady", "ClaimBeingDeleted");
    assertThat(sequence()).isEqualTo(1L + MANY);
  }

  @Test
  void aGatewayThatEndsIsAcknowledgedWithoutAWait() {
    test.client.resource(test.cluster.awaitPod("shop")).withGracePeriod(600).delete();

    test.awaitUntil(gateway::acknowledged, 1L + MANY);
  }

  @Test
  void whatWasReadOfAGatewayThatIsGoneAtOnceIsWritten() {
    String last = time.now.toString();
    test.client.resource(test.cluster.awaitPod("shop")).withGracePeriod(0).delete();

    var status = test.await("shop", found -> last.equals(found.lastPullTime())).getStatus();
    assertThat(status.keys().getFirst().volumes().getFirst().lastSuccessTime()).isEqualTo(last);
  }
}
