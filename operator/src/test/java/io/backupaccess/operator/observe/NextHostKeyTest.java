package io.backupaccess.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.HostKeysSpec;
import io.backupaccess.api.v1alpha1.HostKeysSpec.CreationPolicy;
import io.backupaccess.operator.hostkeys.HostKeyPair;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.hostkeys.KnownHostsLine;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host key is published before it is used, and neither lost nor replaced unnoticed. */
class NextHostKeyTest {

  private static final HostKeyPair OLD = HostKeyPair.generate(new SecureRandom());
  private static final HostKeyPair NEW = HostKeyPair.generate(new SecureRandom());

  private final BackupAccess access = new BackupAccess();
  private final FilesCluster cluster = new FilesCluster();

  @BeforeEach
  void prepare() {
    access.getMetadata().setName("shop");
    access.getMetadata().setNamespace("shop");
    access.getMetadata().setUid("uid");
    hold("shop-host-keys", OLD);
  }

  private void names(String... names) {
    names(CreationPolicy.IF_MISSING, names);
  }

  private void names(CreationPolicy policy, String... names) {
    access.setSpec(
        new BackupAccessSpec(
            false,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new HostKeysSpec(List.of(names), policy, null),
            null));
  }

  private void published(HostKeyPair... pairs) {
    access.setStatus(
        BackupAccessStatus.builder()
            .knownHosts(
                Stream.of(pairs)
                    .map(pair -> KnownHostsLine.of(List.of("192.0.2.1"), 22, pair.publicKey()))
                    .toList())
            .build());
  }

  private void hold(String name, HostKeyPair pair) {
    cluster.add(
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("shop")
            .addToLabels("backupaccess.io/host-keys", "true")
            .endMetadata()
            .addToData("ssh_host_ed25519_key", base64(pair.privateKey()))
            .addToData("ssh_host_ed25519_key.pub", base64(pair.publicKey()))
            .build());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String fingerprint(HostKeyPair pair) {
    return KnownHostsLine.fingerprint(pair.publicKey()).orElseThrow();
  }

  private Facts observe() {
    return new Observer(cluster, (_, _, _) -> Map.of(), Clock.systemUTC()).observe(access);
  }

  @Test
  void noneIsLookedForWhereNoneIsNamed() {
    names("shop-host-keys");
    assertThat(observe().nextHostKeys()).isNull();
  }

  @Test
  void oneThatDoesNotExistIsMadeWhereThePolicySaysSoAndElseIsTheOwnerSToMake() {
    published(OLD);
    names("shop-host-keys", "shop-host-keys-2");
    assertThat(observe().nextHostKeys()).isEqualTo(new HostKeys.Absent());
    names(CreationPolicy.NEVER, "shop-host-keys", "shop-host-keys-2");
    assertThat(observe().nextHostKeys()).isEqualTo(new HostKeys.NotFound());
  }

  @Test
  void bothKeysAreUsableWhileBothArePublished() {
    hold("shop-host-keys-2", NEW);
    published(OLD, NEW);
    names("shop-host-keys", "shop-host-keys-2");
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Usable(OLD.publicKey()));
    assertThat(observe().nextHostKeys()).isEqualTo(new HostKeys.Usable(NEW.publicKey()));
  }

  @Test
  void aKeyThatWasPublishedAsTheNextMayComeIntoUse() {
    hold("shop-host-keys-2", NEW);
    published(OLD, NEW);
    names("shop-host-keys-2");
    assertThat(observe().hostKeys()).isEqualTo(new HostKeys.Usable(NEW.publicKey()));
  }

  @Test
  void aKeyThatWasNotPublishedMayNot() {
    hold("shop-host-keys-2", NEW);
    published(OLD);
    names("shop-host-keys-2");
    assertThat(observe().hostKeys())
        .isEqualTo(new HostKeys.Changed(fingerprint(OLD), fingerprint(NEW)));
  }

  @Test
  void afterTheRotationTheFormerKeyIsOneThatClientsNoLongerKnow() {
    published(NEW);
    names("shop-host-keys");
    assertThat(observe().hostKeys())
        .isEqualTo(new HostKeys.Changed(fingerprint(NEW), fingerprint(OLD)));
  }

  @Test
  void aNextKeyThatWasPublishedIsNotMadeAnew() {
    published(OLD, NEW);
    names("shop-host-keys", "shop-host-keys-2");
    assertThat(observe().nextHostKeys()).isEqualTo(new HostKeys.Lost(fingerprint(NEW)));
  }

  @Test
  void theNextRotationMayBeginWithTheEndOfTheLast() {
    hold("shop-host-keys-2", NEW);
    published(OLD, NEW);
    names("shop-host-keys-2", "shop-host-keys-3");
    assertThat(observe().nextHostKeys()).isEqualTo(new HostKeys.Absent());
  }

  @Test
  void theSecretInUseAndItsKeyAreNoNextOne() {
    names("shop-host-keys", "shop-host-keys");
    assertThat(observe().nextHostKeys()).isInstanceOf(HostKeys.Unusable.class);
    hold("copy", OLD);
    names("shop-host-keys", "copy");
    assertThat(observe().nextHostKeys()).isInstanceOf(HostKeys.Unusable.class);
  }
}
