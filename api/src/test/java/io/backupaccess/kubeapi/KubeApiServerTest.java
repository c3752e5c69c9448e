package io.backupaccess.kubeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class KubeApiServerTest {

  @Test
  void garbageIsCollected(KubeApiServer server) {
    var namespace = server.newNamespace();
    var configMaps = server.client().configMaps().inNamespace(namespace);
    var owner =
        configMaps
            .resource(
                new ConfigMapBuilder().withNewMetadata().withName("owner").endMetadata().build())
            .create();
    configMaps
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("owned")
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName("owner")
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .build())
        .create();

    configMaps.withName("owner").delete();

    assertThat(
            configMaps
                .withName("owned")
                .waitUntilCondition(found -> found == null, 60, TimeUnit.SECONDS))
        .isNull();
  }

  @Test
  void aServiceAccountHasNoRightsOfItsOwn(KubeApiServer server) {
    var namespace = server.newNamespace();
    try (var client = server.clientAs(namespace, "default")) {
      assertThatThrownBy(() -> client.secrets().inNamespace(namespace).list())
          .hasMessageContaining("forbidden");
    }
  }
}
