package io.backupaccess.e2e;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/** What uses a claim beside the gateway: a pod that does nothing, and ends within a second. */
record Application(Scene scene, String name) {

  /** Made, and given its node by the scheduler. */
  static Application on(Scene scene, String node, String name, String claim) {
    Application application = new Application(scene, name);
    application.apply(where(node), volumeOf(claim), "");
    return application;
  }

  /** Made, without a claim, and as large as the node has room without the gateways on it. */
  static Application thatFills(Scene scene, String node, String name) {
    Application application = new Application(scene, name);
    application.apply(where(node), "emptyDir: {}", "requests: {cpu: " + room(scene, node) + "m}");
    return application;
  }

  /** Thousandths of a processor that no pod has asked for, but for gateways. */
  private static long room(Scene scene, String node) {
    BigDecimal asked =
        scene
            .kubernetes
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", node)
            .list()
            .getItems()
            .stream()
            .filter(pod -> !"gateway".equals(pod.getSpec().getContainers().getFirst().getName()))
            .flatMap(pod -> pod.getSpec().getContainers().stream())
            .map(container -> container.getResources().getRequests().get("cpu"))
            .filter(Objects::nonNull)
            .map(Quantity::getNumericalAmount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal all =
        scene
            .kubernetes
            .nodes()
            .withName(node)
            .get()
            .getStatus()
            .getAllocatable()
            .get("cpu")
            .getNumericalAmount();
    return all.subtract(asked).movePointRight(3).longValue();
  }

  /** Made, on whichever node. */
  static Application somewhere(Scene scene, String name, String claim) {
    Application application = new Application(scene, name);
    application.apply("", volumeOf(claim), "");
    return application;
  }

  private static String where(String node) {
    return "nodeSelector: {kubernetes.io/hostname: " + node + "}";
  }

  private static String volumeOf(String claim) {
    return "persistentVolumeClaim: {claimName: " + claim + "}";
  }

  private void apply(String where, String volume, String resources) {
    scene.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: NAMESPACE}
        spec:
          %s
          terminationGracePeriodSeconds: 1
          securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: application
            image: localhost/backup-access-gateway:dev
            imagePullPolicy: Never
            # An image of its own would take time, and this one has little more than a shell.
            command: [sh, -c, read end]
            stdin: true
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: data, mountPath: /data}]
            resources: {%s}
          volumes: [{name: data, %s}]
        """
            .formatted(name, where, resources, volume));
  }

  Application awaitRunning() {
    scene.kubectl("wait", "--for=condition=Ready", "pod/" + name, "--timeout=90s");
    return this;
  }

  /** When the scheduler gave it its node, to the second before. */
  Instant scheduled() {
    scene.kubectl("wait", "--for=condition=PodScheduled", "pod/" + name, "--timeout=60s");
    return Instant.parse(
        scene.kubectl(
            "get",
            "pod",
            name,
            "--output=jsonpath={.status.conditions[?(@.type==\"PodScheduled\")].lastTransitionTime}"));
  }

  Instant created() {
    return Instant.parse(
        scene.kubectl("get", "pod", name, "--output=jsonpath={.metadata.creationTimestamp}"));
  }

  void delete() {
    scene.kubectl("delete", "pod", name, "--timeout=60s");
  }

  /** As the manual says of a node that is lost. */
  void declareLost() {
    scene.kubectl("delete", "pod", name, "--force", "--grace-period=0");
  }
}
