package io.backupaccess.e2e;

/** What uses a claim beside the gateway: a pod that does nothing, and ends within a second. */
record Application(Scene scene, String name) {

  /** Made, and given its node by the scheduler. */
  static Application on(Scene scene, String node, String name, String claim) {
    Application application = new Application(scene, name);
    application.create(node, claim);
    return application;
  }

  /** Made, on whichever node. */
  static Application somewhere(Scene scene, String name, String claim) {
    Application application = new Application(scene, name);
    application.apply("", claim);
    return application;
  }

  private void create(String node, String claim) {
    apply("nodeSelector: {kubernetes.io/hostname: " + node + "}", claim);
  }

  private void apply(String where, String claim) {
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
          volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
        """
            .formatted(name, where, claim));
  }

  Application awaitRunning() {
    scene.kubectl("wait", "--for=condition=Ready", "pod/" + name, "--timeout=90s");
    return this;
  }

  void delete() {
    scene.kubectl("delete", "pod", name, "--timeout=60s");
  }

  /** As the manual says of a node that is lost. */
  void declareLost() {
    scene.kubectl("delete", "pod", name, "--force", "--grace-period=0");
  }
}
