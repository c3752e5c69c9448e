package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A namespace, for operators in processes of their own. */
record OperatorScene(KubeApiServer server, String namespace) {

  static OperatorScene in(KubeApiServer server) {
    return new OperatorScene(server, server.newNamespace());
  }

  /** An operator that watches the namespace; {@code more} adds to its environment, or replaces. */
  OperatorProcess start(Path log, Map<String, String> more) throws IOException {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "KUBECONFIG",
                server.kubeconfig().toString(),
                "GATEWAY_IMAGE",
                "example/gateway:1",
                "OPERATOR_NAMESPACE",
                "backup-access",
                "WATCH_NAMESPACES",
                namespace));
    environment.putAll(more);
    return OperatorProcess.start(log, environment);
  }

  void create(String name) {
    BackupAccess access =
        server
            .client()
            .getKubernetesSerialization()
            .unmarshal(TestAccess.simple(name), BackupAccess.class);
    access.getMetadata().setNamespace(namespace);
    server.client().resource(access).create();
  }

  /** Waits for the Service that an operator makes for it. */
  void awaitService(String name, long seconds) {
    server
        .client()
        .services()
        .inNamespace(namespace)
        .withName(name + "-gateway")
        .waitUntilCondition(service -> service != null, seconds, TimeUnit.SECONDS);
  }
}
