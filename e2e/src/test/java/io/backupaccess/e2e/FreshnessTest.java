package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.KeyVolumeStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The freshness of a volume")
class FreshnessTest {

  @Test
  void isWhatWasReallyPulled() {
    try (Scene scene = new Scene()) {
      Path data = scene.claimWith("documents", "one", "one");
      BackupHost host = new BackupHost(scene, "backup-host");
      scene.apply(
          """
          apiVersion: backupaccess.io/v1alpha1
          kind: BackupAccess
          metadata: {name: fresh, namespace: NAMESPACE}
          spec:
            keys: [{name: host, publicKey: "%s", grants: [{volume: documents}]}]
            volumes: [{name: documents, claimName: documents}]
            freshness: {maxAge: 26h}
          """
              .formatted(host.publicKey()));
      scene.awaitReady("fresh");
      BackupAccessStatus gateway = scene.status("fresh");
      scene.awaitReason("fresh", "Fresh", "NoPullYet");

      Path secret = data.resolve("secret");
      Command.must("install", "-m", "0600", "/dev/null", secret.toString());
      assertThat(host.pull(gateway, "-a", "/documents/", host.path("part")).exitCode())
          .isEqualTo(23);
      scene.awaitReason("fresh", "Fresh", "Stale");
      KeyVolumeStatus part = pulled(scene);
      assertThat(part.lastPull().unreadable()).isEqualTo(1);
      assertThat(part.lastPull().exitCode()).isEqualTo(23);
      assertThat(part.lastSuccessTime()).isNull();

      Command.must("rm", secret.toString());
      assertThat(host.pull(gateway, "-a", "/documents/", host.path("all")).exitCode()).isZero();
      scene.askGatewaysOf("documents");
      scene.awaitCondition("fresh", "Fresh");
      assertThat(pulled(scene).lastPull().unreadable()).isZero();
      assertThat(scene.status("fresh").lastPullTime()).isEqualTo(pulled(scene).lastSuccessTime());
    }
  }

  private static KeyVolumeStatus pulled(Scene scene) {
    return scene.status("fresh").keys().getFirst().volumes().getFirst();
  }
}
