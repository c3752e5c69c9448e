package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.api.v1alpha1.AddressStatus;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class StatusPatchTest {

  @Test
  void doesNotReachAResourceThatWasMadeAgainUnderTheName(KubeApiServer server) {
    KubernetesClient client = server.client();
    String namespace = server.newNamespace();
    BackupAccess first = create(client, namespace);
    apply(client, StatusPatch.of(first, status("203.0.113.7")));
    assertThat(read(client, namespace).getStatus().addresses())
        .containsExactly(new AddressStatus("203.0.113.7", 22));
    client.resource(first).delete();
    BackupAccess second = create(client, namespace);

    assertThatThrownBy(() -> apply(client, StatusPatch.of(first, status("203.0.113.8"))))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));

    BackupAccess after = read(client, namespace);
    assertThat(after.getMetadata().getUid()).isEqualTo(second.getMetadata().getUid());
    assertThat(after.getStatus()).isNull();
  }

  private static BackupAccess create(KubernetesClient client, String namespace) {
    BackupAccess access =
        client
            .getKubernetesSerialization()
            .unmarshal(TestAccess.simple("shop"), BackupAccess.class);
    access.getMetadata().setNamespace(namespace);
    return client.resource(access).create();
  }

  private static BackupAccess read(KubernetesClient client, String namespace) {
    return client.resources(BackupAccess.class).inNamespace(namespace).withName("shop").get();
  }

  /** As the framework does. */
  static void apply(KubernetesClient client, BackupAccess patch) {
    client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("backup-access-operator")
                .withForce(true)
                .build());
  }

  private static BackupAccessStatus status(String address) {
    return BackupAccessStatus.builder().addresses(List.of(new AddressStatus(address, 22))).build();
  }
}
