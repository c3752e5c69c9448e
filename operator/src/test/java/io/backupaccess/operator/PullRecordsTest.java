package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records of pulls, from the gateway into the status, and not before that out of the gateway. */
@ExtendWith(KubeApiServerExtension.class)
class PullRecordsTest {

  private TestAccess test;
  private PullingGateway gateway;
  private int hours = 26;

  @BeforeEach
  void start(KubeApiServer server) throws IOException {
    test = new TestAccess(server);
    gateway = new PullingGateway(test.cluster.wellBehaved(), () -> sequence() > 0);
  }

  @AfterEach
  void stop() throws IOException {
    test.close();
    gateway.close();
  }

  private void createReady() {
    test.createReady("shop");
    test.cluster.gatewaysAnswer(gateway);
    look();
  }

  /** A change of the resource, so that the operator need not be waited for. */
  private void look() {
    String yaml = TestAccess.simple("shop") + "  freshness: {maxAge: %dh}\n".formatted(++hours);
    test.client.resource(test.yaml(yaml)).patch(PatchContext.of(PatchType.JSON_MERGE));
  }

  private static Instant justNow() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private long sequence() {
    return test.sequence("shop");
  }

  private static KeyVolumeStatus pulled(BackupAccessStatus status) {
    return status.keys().getFirst().volumes().getFirst();
  }

  private List<String> events(String reason) {
    return test.client.events().v1().events().inNamespace(test.namespace).list().getItems().stream()
        .filter(event -> reason.equals(event.getReason()))
        .map(Event::getNote)
        .toList();
  }

  @Test
  void aRecordIsInTheStatusBeforeTheGatewayMayForgetIt() {
    Instant start = justNow();
    gateway.pulled(start, 0);
    createReady();
    var status = test.awaitReason("shop", "Fresh", "Fresh").getStatus();
    assertThat(status.lastPullTime()).isEqualTo(start.toString());
    assertThat(pulled(status).lastSuccessTime()).isEqualTo(start.toString());
    assertThat(pulled(status).lastPull().files()).isEqualTo(3);
    test.awaitUntil(gateway::acknowledged, 1L);
    assertThat(gateway.forgottenTooSoon()).isZero();
  }

  @Test
  void aRecordThatWasNotAcknowledgedBeforeTheOperatorRestartedChangesNothing() {
    gateway.acknowledges(false);
    gateway.pulled(justNow(), 0);
    createReady();
    test.awaitReason("shop", "Fresh", "Fresh");
    test.stopOperator();
    BackupAccessStatus before = test.get("shop").getStatus();
    String version = test.get("shop").getMetadata().getResourceVersion();

    gateway.acknowledges(true);
    test.startOperator();
    test.awaitUntil(gateway::acknowledged, 1L);
    assertThat(test.get("shop").getStatus()).isEqualTo(before);
    assertThat(test.get("shop").getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void whatWasPulledWhileNoOperatorRanIsReadByTheNext() {
    createReady();
    test.awaitReason("shop", "Fresh", "NoPullYet");
    test.stopOperator();
    gateway.pulled(justNow(), 0);
    test.startOperator();
    test.awaitReason("shop", "Fresh", "Fresh");
    test.awaitUntil(gateway::acknowledged, 1L);
  }

  @Test
  void aPullWithUnreadableFilesIsNotFreshAndTheirNumberIsShown() {
    createReady();
    test.awaitReason("shop", "Fresh", "NoPullYet");
    test.awaitReason("shop", "Ready", "Ready");
    assertThat(events("NoPullYet")).as("so is every resource at first").isEmpty();

    gateway.pulled(justNow(), 2);
    look();
    var status = test.awaitReason("shop", "Fresh", "Stale").getStatus();
    assertThat(pulled(status).lastPull().unreadable()).isEqualTo(2);
    assertThat(pulled(status).lastPull().exitCode()).isEqualTo(23);
    assertThat(pulled(status).lastSuccessTime()).isNull();
    test.awaitUntil(() -> events("Stale").size(), 1);
    test.awaitReason("shop", "Ready", "Ready");

    gateway.pulled(justNow(), 0);
    look();
    test.awaitReason("shop", "Fresh", "Fresh");
    test.awaitUntil(() -> events("Fresh").size(), 1);
  }

  @Test
  void theOnlyKeyIsNotFreshWhileItsSecretIsMissing() {
    test.create(
        TestAccess.simple("shop")
                .replace(
                    "publicKey: " + TestAccess.KEY,
                    "secretKeyRef: {name: team, key: authorized_keys}")
            + "  freshness: {maxAge: 26h}\n");
    test.awaitReason("shop", "ResolvedRefs", "KeySecretNotFound");
    var status = test.awaitReason("shop", "Fresh", "NoPullYet").getStatus();
    assertThat(TestAccess.condition(status, "Fresh").getMessage())
        .isEqualTo("no whole pull in time: backup-host of db (none yet)");
  }

  @Test
  void anotherJournalLosesNothingWhereTheFormerWasReadToItsEnd() {
    gateway.pulled(justNow(), 2);
    createReady();
    test.awaitUntil(gateway::acknowledged, 1L);
    look();
    test.awaitTurnAfter(this::look);
    test.awaitReason("shop", "Fresh", "Stale");

    gateway.beginAnew();
    look();
    var status =
        test.await("shop", found -> found.pullRecords().journals().getFirst().sequence() == 0)
            .getStatus();
    assertThat(status.pullRecords().lostTime()).isNull();
    assertThat(TestAccess.condition(status, "Fresh").getReason()).isEqualTo("Stale");
  }

  @Test
  void anotherJournalMayHaveLostRecordsWhereNoOperatorReadTheFormer() {
    gateway.pulled(justNow(), 2);
    createReady();
    test.awaitUntil(gateway::acknowledged, 1L);
    test.stopOperator();
    gateway.beginAnew();
    test.startOperator();
    var status = test.awaitReason("shop", "Fresh", "RecordsLost").getStatus();
    assertThat(TestAccess.condition(status, "Fresh").getStatus()).isEqualTo("Unknown");
  }
}
