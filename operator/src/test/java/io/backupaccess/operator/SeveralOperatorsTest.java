package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two programs over the same resources. */
@ExtendWith(KubeApiServerExtension.class)
class SeveralOperatorsTest {

  private static final String WORKS = "the operator runs";

  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path folder;

  @Test
  void oneWorksAndWhenItIsKilledTheOtherTakesOver(KubeApiServer server) throws Exception {
    OperatorScene scene = OperatorScene.in(server);
    try (InstalledChart chart = install(server, server.newNamespace(), scene);
        OperatorProcess first = chart.start(folder.resolve("1"), Map.of("HOSTNAME", "first"));
        OperatorProcess second = chart.start(folder.resolve("2"), Map.of("HOSTNAME", "second"))) {
      first.awaitReady();
      second.awaitReady();
      first.await(() -> works(first) || works(second));
      OperatorProcess leader = works(first) ? first : second;
      OperatorProcess other = leader == first ? second : first;
      scene.create("shop");
      scene.awaitService("shop", LIMIT_SECONDS);
      assertThat(works(other)).isFalse();
      assertThat(other.ready()).isTrue();
      assertThat(leader.metrics())
          .contains("backupaccess_operator_leader 1.0")
          .contains("access=\"shop\"");
      assertThat(other.metrics())
          .contains("backupaccess_operator_leader 0.0")
          .doesNotContain("access=\"shop\"");

      // It had no time to give its Lease back.
      leader.process().destroyForcibly();
      scene.create("bakery");

      scene.awaitService("bakery", LIMIT_SECONDS);
      assertThat(works(other)).isTrue();
    }
  }

  @Test
  void oneThatIsToldToEndGivesItsLeaseBack(KubeApiServer server) throws Exception {
    OperatorScene scene = OperatorScene.in(server);
    String release = server.newNamespace();
    try (InstalledChart chart = install(server, release, scene);
        OperatorProcess operator = chart.start(folder.resolve("only"), Map.of())) {
      operator.await(() -> works(operator));
      operator.process().destroy();
      assertThat(operator.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(
            server
                .client()
                .leases()
                .inNamespace(release)
                .withName("backup-access-operator")
                .get()
                .getSpec()
                .getHolderIdentity())
        .as(Files.readString(folder.resolve("only")))
        .isNullOrEmpty();
  }

  @Test
  void twoThatKnowNothingOfEachOtherDoNoHarm(KubeApiServer server) throws Exception {
    OperatorScene scene = OperatorScene.in(server);
    try (OperatorProcess first = start(scene, "first");
        OperatorProcess second = start(scene, "second")) {
      first.awaitReady();
      second.awaitReady();
      for (String name : List.of("a", "b", "c", "d", "e")) {
        scene.create(name);
      }
      for (String name : List.of("a", "b", "c", "d", "e")) {
        scene.awaitService(name, LIMIT_SECONDS);
      }
      // Whoever made the identity: what is published stays.
      awaitQuiet(scene);
      Map<String, String> before = versions(scene);
      TimeUnit.SECONDS.sleep(20);
      assertThat(versions(scene)).isEqualTo(before);
    }
  }

  /** With the rights to a Lease that the chart gives to several. */
  private static InstalledChart install(
      KubeApiServer server, String release, OperatorScene watched) {
    return InstalledChart.in(
        server, release, Map.of("replicas", 2, "watchNamespaces[0]", watched.namespace()));
  }

  private OperatorProcess start(OperatorScene scene, String name) throws IOException {
    return scene.start(folder.resolve(name), Map.of("HOSTNAME", name));
  }

  private static boolean works(OperatorProcess operator) {
    try {
      return operator.log().contains(WORKS);
    } catch (IOException e) {
      return false;
    }
  }

  /** Until ten seconds have brought no change, or a minute has passed. */
  private static void awaitQuiet(OperatorScene scene) throws InterruptedException {
    Map<String, String> before = Map.of();
    for (int i = 0; i < 6 && !before.equals(versions(scene)); i++) {
      before = versions(scene);
      TimeUnit.SECONDS.sleep(10);
    }
  }

  private static Map<String, String> versions(OperatorScene scene) {
    Map<String, String> versions = new HashMap<>();
    for (Class<? extends HasMetadata> kind :
        List.of(BackupAccess.class, Secret.class, Service.class, ConfigMap.class)) {
      for (HasMetadata object :
          scene
              .server()
              .client()
              .resources(kind)
              .inNamespace(scene.namespace())
              .list()
              .getItems()) {
        versions.put(
            kind.getSimpleName() + object.getMetadata().getName(),
            object.getMetadata().getResourceVersion());
      }
    }
    return versions;
  }
}
