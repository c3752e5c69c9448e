package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.HostKeysSpec;
import io.backupaccess.operator.hostkeys.HostKeyPair;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.hostkeys.KnownHostsLine;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose Secret is used, and whose is not. */
class OwnershipTest {

  private static final HostKeyPair PAIR = HostKeyPair.generate(new SecureRandom());

  private final BackupAccess access = new BackupAccess();
  private final FilesCluster cluster = new FilesCluster();

  OwnershipTest() {
    access.getMetadata().setName("shop");
    access.getMetadata().setNamespace("shop");
    access.getMetadata().setUid("new");
    access.setSpec(spec());
  }

  @Test
  void aSecretOfAFormerResourceIsNotUsedButWaitedFor() {
    cluster.add(owned(hostKey(), "old"));
    cluster.add(owned(secret("shop-gateway-status", Map.of()), "old"));

    Facts facts = observe();

    assertThat(facts.hostKeys()).isEqualTo(new HostKeys.Leaving());
    assertThat(facts.gatewaySecret()).isEqualTo(new GatewaySecret.Leaving());
  }

  @Test
  void aSecretThatIsBeingDeletedIsNotUsed() {
    Secret secret = owned(hostKey(), "new");
    secret.getMetadata().setDeletionTimestamp("2026-11-23T12:00:00Z");
    cluster.add(secret);

    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Leaving());
  }

  @Test
  void aRetainedSecretAndOneOfTheResourceItselfAreUsed() {
    cluster.add(hostKey());
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Usable(PAIR.publicKey()));
  }

  @Test
  void anIdentityThatWasMadeForAResourceOfAnotherNameIsNotUsed() {
    Secret secret = hostKey();
    secret.getMetadata().setAnnotations(Map.of("backupaccess.io/access", "bakery"));
    secret.getMetadata().setLabels(Map.of("backupaccess.io/host-keys", "true"));
    cluster.add(secret);
    assertThat(why()).contains("was made for BackupAccess bakery", "remove its annotation");

    access.setSpec(spec("shop-host-keys"));
    assertThat(why()).contains("was made for BackupAccess bakery");
  }

  @Test
  void anIdentityThatTheOperatorDidNotMakeNeedsItsOwnerSConsent() {
    Secret secret = hostKey();
    secret.getMetadata().setName("ours");
    cluster.add(secret);
    access.setSpec(spec("ours"));

    secret.getMetadata().setAnnotations(null);
    assertThat(why()).contains("kubectl label secret ours backupaccess.io/host-keys=true");

    secret.getMetadata().setLabels(Map.of("backupaccess.io/host-keys", "yes"));
    assertThat(why()).contains("consents");

    secret.getMetadata().setLabels(Map.of("backupaccess.io/host-keys", "true"));
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Usable(PAIR.publicKey()));
  }

  @Test
  void noKeyIsMadeUnderTheNameOfASecretThatIsTheOwnersToMake() {
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Absent());
    access.setSpec(spec("ours"));
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.NotFound());
  }

  @Test
  void noKeyIsMadeWhileSomethingAboutHostKeysIsNotKnown() {
    access.leftOut(List.of("spec.hostKeys.vault"));
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.NotFound());
  }

  @Test
  void anotherKeyThanThePublishedOneIsNotUsedUntilThatIsAccepted() {
    String published = HostKeyPair.generate(new SecureRandom()).publicKey();
    String fingerprint = KnownHostsLine.fingerprint(published).orElseThrow();
    access.setStatus(
        BackupAccessStatus.builder()
            .knownHosts(List.of(KnownHostsLine.of(List.of("192.0.2.1"), 22, published)))
            .build());
    cluster.add(hostKey());

    assertThat(observe().hostKeys())
        .isEqualTo(
            new HostKeys.Changed(
                fingerprint, KnownHostsLine.fingerprint(PAIR.publicKey()).orElseThrow()));

    access
        .getMetadata()
        .setAnnotations(Map.of("backupaccess.io/accept-lost-host-key", fingerprint));
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Usable(PAIR.publicKey()));
  }

  private String why() {
    return ((HostKeys.Unusable) observe().hostKeys()).why();
  }

  private Facts observe() {
    return new Observer(cluster, (_, _, _) -> Map.of(), Clock.systemUTC()).observe(access);
  }

  private static BackupAccessSpec spec(String... secretNames) {
    return new BackupAccessSpec(
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new HostKeysSpec(List.of(secretNames), null, null),
        null);
  }

  /** As the operator makes it. */
  private static Secret hostKey() {
    Secret made =
        secret(
            "shop-host-keys",
            Map.of(
                "ssh_host_ed25519_key", PAIR.privateKey(),
                "ssh_host_ed25519_key.pub", PAIR.publicKey()));
    made.getMetadata().setAnnotations(Map.of("backupaccess.io/access", "shop"));
    return made;
  }

  private static Secret secret(String name, Map<String, String> text) {
    SecretBuilder secret =
        new SecretBuilder().withNewMetadata().withName(name).withNamespace("shop").endMetadata();
    text.forEach(
        (key, value) ->
            secret.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return secret.build();
  }

  private static Secret owned(Secret secret, String uid) {
    secret
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("backupaccess.io/v1alpha1")
                    .withKind("BackupAccess")
                    .withName("shop")
                    .withUid(uid)
                    .build()));
    return secret;
  }
}
