package io.backupaccess.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class InstalledCrdTest {

  private static final List<GrantSpec> GRANTS = List.of(new GrantSpec("db"));
  private static final String CRD = "backupaccesses.backupaccess.io";

  @Test
  void theOldestSupportedKubernetesAcceptsItsRules() {
    try (var server = KubeApiServer.emulating("1.31")) {
      assertThat(server.client().raw("/version")).contains("\"emulationMinor\": \"31\"");
      assertThat(server.client().resources(BackupAccess.class).inAnyNamespace().list().getItems())
          .isEmpty();
    }
  }

  @Test
  void aListShowsWhetherWhereAndWhat(KubeApiServer server) {
    var crd = server.client().apiextensions().v1().customResourceDefinitions().withName(CRD).get();

    assertThat(crd.getSpec().getVersions().getFirst().getAdditionalPrinterColumns())
        .extracting(CustomResourceColumnDefinition::getName)
        .containsExactly("Ready", "Fresh", "Address", "Volumes", "Last Pull", "Reason", "Age");
    assertThat(crd.getSpec().getNames().getShortNames()).containsExactly("ba");
    assertThat(crd.getSpec().getNames().getCategories()).containsExactly("backup");
  }

  @Test
  void aFullStatusComesBackAsItWasWritten(KubeApiServer server) {
    var namespace = server.newNamespace();
    var resource = new BackupAccess();
    resource.setMetadata(
        new ObjectMetaBuilder().withName("nightly").withNamespace(namespace).build());
    resource.setSpec(
        new BackupAccessSpec(
            false,
            List.of(
                new KeySpec(
                    "host",
                    null,
                    new SecretKeyReference("keys", "authorized_keys"),
                    null,
                    GRANTS,
                    null,
                    null,
                    null,
                    null)),
            List.of(new VolumeSpec("db", "data", null)),
            null,
            null,
            null,
            null,
            null,
            null,
            new FreshnessSpec("26h")));
    var created = server.client().resource(resource).create();
    var status =
        BackupAccessStatus.builder()
            .observedGeneration(created.getMetadata().getGeneration())
            .conditions(List.of(condition()))
            .addresses(
                List.of(new AddressStatus("203.0.113.7", 22), new AddressStatus("2001:db8::7", 22)))
            .knownHosts(List.of("203.0.113.7 ssh-ed25519 AAAA"))
            .command("rsync -a backup@203.0.113.7:/db/ db/")
            .confinement(new ConfinementStatus(7, List.of("landlock", "seccomp")))
            .keys(
                List.of(
                    new KeyStatus(
                        "host",
                        "KeyExpired",
                        "the key expired",
                        List.of("SHA256:abc"),
                        17,
                        "2027-01-01T00:00:00Z",
                        List.of(pulled()))))
            .servedVolumes("1/1")
            .volumes(
                List.of(
                    new VolumeStatus(
                        "db",
                        "data",
                        "WritesNotAllowed",
                        "for reading only",
                        true,
                        VolumeSpec.Mode.READ_ONLY,
                        VolumeStatus.Mount.RECURSIVE_READ_ONLY,
                        new PodPlace("db-0", null),
                        new PodPlace("nightly-gateway-1", "node-a"))))
            .lastPullTime("2026-11-23T12:00:00Z")
            .pullRecords(
                new PullRecordsStatus(
                    List.of(new JournalStatus("shop-gateway-1", "0".repeat(32), 1L << 40, 0L)),
                    "2026-11-23T12:00:00Z"))
            .claims(List.of(new ClaimStatus("db", "data", "11112222")))
            .build();
    created.setStatus(status);

    var written = server.client().resource(created).updateStatus();

    assertThat(written.getStatus()).isEqualTo(status);
    assertThat(written.getSpec()).isEqualTo(resource.getSpec());
  }

  @Test
  void aPrivateKeyPastedByMistakeIsNotRepeated(KubeApiServer server) {
    var resource = new BackupAccess();
    resource.setMetadata(
        new ObjectMetaBuilder().withName("pasted").withNamespace(server.newNamespace()).build());
    var key =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret0secret\n-----END OPENSSH PRIVATE KEY-----\n";
    resource.setSpec(
        new BackupAccessSpec(
            false,
            List.of(new KeySpec("host", key, null, null, GRANTS, null, null, null, null)),
            List.of(new VolumeSpec("db", "data", null)),
            null,
            null,
            null,
            null,
            null,
            null,
            null));

    assertThatThrownBy(() -> server.client().resource(resource).create())
        .hasMessageContaining("this is a private key")
        .hasMessageNotContaining("secret0secret");
  }

  private static KeyVolumeStatus pulled() {
    return new KeyVolumeStatus(
        "db",
        new PullStatus("2026-11-23T12:00:00Z", 2L, 1L << 40, 3L, null, 12),
        "2026-11-22T12:00:00Z");
  }

  private static Condition condition() {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus("True")
        .withReason("Serving")
        .withMessage("clients can pull")
        .withLastTransitionTime("2026-11-23T12:00:00Z")
        .withObservedGeneration(1L)
        .build();
  }
}
