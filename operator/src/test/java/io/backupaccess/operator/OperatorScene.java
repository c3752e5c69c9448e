package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A namespace, for operators in processes of their own. */
record OperatorScene(KubeApiServer server, String namespace) {

  private static final long LIMIT_SECONDS = 300;

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
    apply(TestAccess.simple(name));
  }

  /** Makes or changes a resource in the namespace. */
  void apply(String yaml) {
    BackupAccess access =
        server.client().getKubernetesSerialization().unmarshal(yaml, BackupAccess.class);
    access.getMetadata().setNamespace(namespace);
    server.client().resource(access).forceConflicts().serverSideApply();
  }

  /** What is in the gateway's ConfigMap now. */
  String configuration(String access) {
    return TestAccess.configuration(server.client(), namespace, access);
  }

  BackupAccess get(String name) {
    return server
        .client()
        .resources(BackupAccess.class)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }

  /** Waits until it is gone, and what was made for it. */
  void awaitGone(String name) {
    server
        .client()
        .resources(BackupAccess.class)
        .inNamespace(namespace)
        .withName(name)
        .waitUntilCondition(access -> access == null, LIMIT_SECONDS, TimeUnit.SECONDS);
    for (var made :
        List.of(
            server.client().apps().deployments(),
            server.client().services(),
            server.client().configMaps(),
            server.client().network().v1().networkPolicies())) {
      made.inNamespace(namespace)
          .withName(name + "-gateway")
          .waitUntilCondition(object -> object == null, LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Waits until its condition of that type has the reason. */
  BackupAccess awaitReason(String name, String type, String reason) {
    AtomicReference<BackupAccess> last = new AtomicReference<>();
    try {
      return server
          .client()
          .resources(BackupAccess.class)
          .inNamespace(namespace)
          .withName(name)
          .waitUntilCondition(
              access -> {
                last.set(access);
                return access != null && reason.equals(reason(access.getStatus(), type));
              },
              LIMIT_SECONDS,
              TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      throw new AssertionError(
          "not reached; the last was " + (last.get() == null ? null : last.get().getStatus()), e);
    }
  }

  private static @Nullable String reason(@Nullable BackupAccessStatus status, String type) {
    return status == null
        ? null
        : status.conditions().stream()
            .filter(condition -> condition.getType().equals(type))
            .map(Condition::getReason)
            .findFirst()
            .orElse(null);
  }

  /** Waits for the Service that an operator makes for it. */
  void awaitService(String name, long seconds) {
    service(name).waitUntilCondition(service -> service != null, seconds, TimeUnit.SECONDS);
  }

  /** The Service that an operator makes for it. */
  ServiceResource<Service> service(String name) {
    return server.client().services().inNamespace(namespace).withName(name + "-gateway");
  }
}
