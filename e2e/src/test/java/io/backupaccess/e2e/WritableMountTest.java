package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A claim that an admission policy of the cluster makes writable in the gateway's pod")
class WritableMountTest {

  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1beta1
      kind: MutatingAdmissionPolicy
      metadata: {name: NAMESPACE}
      spec:
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}
          resourceRules:
          - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
        reinvocationPolicy: Never
        mutations:
        - patchType: ApplyConfiguration
          applyConfiguration:
            expression: >
              Object{spec: Object.spec{containers: [Object.spec.containers{
                name: object.spec.containers[0].name,
                volumeMounts: object.spec.containers[0].volumeMounts
                  .filter(mount, mount.mountPath.endsWith("/documents"))
                  .map(mount, Object.spec.containers.volumeMounts{name: mount.name,
                    mountPath: mount.mountPath, readOnly: false, recursiveReadOnly: "Disabled"})}]}}
      ---
      apiVersion: admissionregistration.k8s.io/v1beta1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: NAMESPACE}
      spec: {policyName: NAMESPACE}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {generateName: asked-of-the-policy-}
      spec:
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        containers:
        - name: main
          image: example/none
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          volumeMounts: [{name: data, mountPath: /documents, readOnly: true}]
        volumes: [{name: data, emptyDir: {}}]
      """;

  private Scene scene;
  private BackupHost host;

  @BeforeEach
  void changePodsOnAdmission() throws Exception {
    scene = new Scene();
    scene.keepsAsItIs(scene.claimWith("documents", "file", "to be read only"));
    scene.keepsAsItIs(scene.claimWith("other", "file", "of the other"));
    host = new BackupHost(scene, "backup-host");
    scene.apply(POLICY);
    Scene.await("the policy", Duration.ofMinutes(1), this::policyIsInForce);
  }

  @AfterEach
  void close() {
    removePolicy();
    scene.close();
  }

  private void removePolicy() {
    for (String kind : new String[] {"mutatingadmissionpolicybinding", "mutatingadmissionpolicy"}) {
      scene.kubectl("delete", kind, scene.namespace, "--ignore-not-found");
    }
  }

  /** What the API server would make of a pod. */
  private boolean policyIsInForce() {
    Pod pod = scene.kubernetes.getKubernetesSerialization().unmarshal(POD, Pod.class);
    Pod made = scene.kubernetes.pods().inNamespace(scene.namespace).resource(pod).dryRun().create();
    VolumeMount mount = made.getSpec().getContainers().getFirst().getVolumeMounts().getFirst();
    return !Boolean.TRUE.equals(mount.getReadOnly());
  }

  @Test
  void isNotServedAndTheOtherIsUntilThePodIsAsTheDeploymentSays() throws Exception {
    scene.access(
        "two",
        host,
        "volumes: [{name: documents, claimName: documents}, {name: other, claimName: other}]");
    scene.awaitReason("two", "VolumesReady", "MountedWritable");
    Path copy = host.path("copy");
    Scene.await(
        "the other volume",
        Duration.ofMinutes(1),
        () -> host.pull(scene.status("two"), "-a", "/other/", copy).exitCode() == 0);
    assertThat(copy.resolve("file")).hasContent("of the other");

    assertThat(host.pull(scene.status("two"), "-a", "/documents/", copy).output())
        .contains("volume documents is not available now");
    assertThat(scene.message("two", "VolumesReady"))
        .contains("claim documents is mounted writable");

    removePolicy();
    Scene.await("its end", Duration.ofMinutes(1), () -> !policyIsInForce());
    scene.kubernetes.resource(scene.gatewayPod("two")).delete();
    scene.awaitReady("two");

    assertThat(host.pull(scene.status("two"), "-a", "/documents/", copy).exitCode()).isZero();
    assertThat(copy.resolve("file")).hasContent("to be read only");
  }
}
