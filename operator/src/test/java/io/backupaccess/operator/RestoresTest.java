package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.api.v1alpha1.VolumeStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KubeApiServerExtension.class)
class RestoresTest {

  private static final String CONSENT = "backupaccess.io/allow-writes";
  private static final String TO_WRITE_TO = TestAccess.simple("shop") + "    mode: ReadWrite\n";

  @Test
  void aVolumeCanBeWrittenToForAsLongAsTheNamespaceAllowsIt(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server, Map.of(CONSENT, "true"))) {
      test.cluster.createBoundClaim("data");
      test.cluster.gatewaysAnswer(test.cluster.wellBehaved());
      test.create(TO_WRITE_TO);
      test.cluster.runPod("shop", "127.0.0.1");

      var status = test.awaitReason("shop", "VolumesReady", "VolumesServed").getStatus();
      assertThat(status.volumes().getFirst().mode()).isEqualTo(Mode.READ_WRITE);
      assertThat(test.configuration("shop")).contains("\"mode\" : \"ReadWrite\"");
      assertThat(claimMount(test).getReadOnly()).isNull();

      test.withdraw(CONSENT);

      test.awaitReason("shop", "VolumesReady", "WritesNotAllowed");
      assertThat(test.configuration("shop")).contains("/volumes/").doesNotContain("mode");
      assertThat(claimMount(test).getReadOnly()).isTrue();
      test.awaitUntil(() -> runsReadOnly(test), true);
    }
  }

  /** The pod that follows has another mount. */
  private static boolean runsReadOnly(TestAccess test) {
    test.cluster.pods("shop").stream()
        .filter(pod -> pod.getStatus().getPodIP() == null)
        .forEach(pod -> test.cluster.run(pod, "127.0.0.1"));
    VolumeStatus volume = test.get("shop").getStatus().volumes().getFirst();
    return volume.served() && volume.mode() == Mode.READ_ONLY;
  }

  @Test
  void consentThatTheOperatorMayNotLookForIsNone(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server, Map.of(CONSENT, "true"))) {
      test.cluster.createBoundClaim("data");
      test.client
          .rbac()
          .roles()
          .inNamespace(test.namespace)
          .withName("operator")
          .edit(
              role ->
                  role.edit()
                      .removeMatchingFromRules(rule -> rule.getResources().contains("namespaces"))
                      .build());
      test.create(TO_WRITE_TO);

      test.awaitReason("shop", "VolumesReady", "WritesNotAllowed");
      assertThat(claimMount(test).getReadOnly()).isTrue();
    }
  }

  @Test
  void whatAPushMayDoIsChangedWithoutAnotherPod(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server, Map.of(CONSENT, "true"))) {
      test.cluster.createBoundClaim("data");
      test.create(TO_WRITE_TO);
      test.awaitReason("shop", "VolumesReady", "WaitingForGateway");
      var template = deployment(test).getSpec().getTemplate();

      test.client
          .resource(test.yaml(TO_WRITE_TO + "    allowDelete: true\n    allowOverwrite: true\n"))
          .forceConflicts()
          .serverSideApply();

      test.awaitUntil(
          () ->
              test.configuration("shop").contains("\"allowDelete\" : true")
                  && test.configuration("shop").contains("\"allowOverwrite\" : true"),
          true);
      assertThat(deployment(test).getSpec().getTemplate()).isEqualTo(template);
    }
  }

  private static Deployment deployment(TestAccess test) {
    return test.client
        .apps()
        .deployments()
        .inNamespace(test.namespace)
        .withName("shop-gateway")
        .waitUntilCondition(found -> found != null, 60, TimeUnit.SECONDS);
  }

  private static VolumeMount claimMount(TestAccess test) {
    return deployment(test)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getVolumeMounts()
        .stream()
        .filter(mount -> mount.getMountPath().startsWith("/volumes/"))
        .findFirst()
        .orElseThrow();
  }
}
