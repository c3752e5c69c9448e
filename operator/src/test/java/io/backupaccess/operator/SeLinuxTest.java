package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway of another level than the application's would take the claim's files from it. */
@ExtendWith(KubeApiServerExtension.class)
class SeLinuxTest {

  @Test
  void aGatewayHasTheLevelOfThePodThatHoldsTheClaimAndKeepsIt(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.createReady("shop");
      assertThat(options(test)).isNull();

      Pod application = test.client.resource(application(test, "s0:c10,c20")).create();

      test.awaitUntil(() -> "s0:c10,c20".equals(level(test)), true);
      assertThat(options(test).getType()).as("rules are not the application's").isNull();
      test.client.resource(application).withGracePeriod(0).delete();
      test.awaitTurnAfter(() -> test.touchClaim("nobody holds it"));
      test.awaitTurnAfter(() -> test.touchClaim("and it is looked at again"));
      assertThat(level(test)).as("the files have the level still").isEqualTo("s0:c10,c20");

      test.client.resource(application(test, "s0:c30,c40")).create();
      test.awaitUntil(() -> "s0:c30,c40".equals(level(test)), true);
    }
  }

  @Test
  void theResourceSaysTheLevelWhereNoPodDoes(KubeApiServer server) {
    try (TestAccess test = new TestAccess(server)) {
      test.cluster.createBoundClaim("data");
      test.cluster.bindApplication("node-1");

      test.create(TestAccess.simple("shop") + "  files: {seLinuxOptions: {level: \"s0:c1,c2\"}}\n");

      test.awaitReason("shop", "GatewayReady", "GatewayStarting");
      assertThat(level(test)).isEqualTo("s0:c1,c2");
    }
  }

  /** A container's own level counts, as for the container runtime. */
  private static Pod application(TestAccess test, String level) {
    return test.client
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: app, namespace: %s}
            spec:
              nodeName: node-1
              securityContext: {seLinuxOptions: {level: "s0:c99", type: spc_t}}
              containers:
              - {name: beside, image: example, securityContext: {seLinuxOptions: {level: "s0:c98"}}}
              - name: app
                image: example
                securityContext: {seLinuxOptions: {level: "%s", type: spc_t}}
                volumeMounts: [{name: data, mountPath: /data}]
              volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
            """
                .formatted(test.namespace, level),
            Pod.class);
  }

  private static String level(TestAccess test) {
    SELinuxOptions options = options(test);
    return options == null ? "" : options.getLevel();
  }

  private static SELinuxOptions options(TestAccess test) {
    return test.template("shop").getSpec().getSecurityContext().getSeLinuxOptions();
  }
}
