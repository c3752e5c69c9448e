package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.operator.metrics.OperatorMetrics;
import io.backupaccess.operator.plan.Allowance;
import io.backupaccess.operator.plan.PriorityClasses;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A namespace of its own with the operator watching it from this process, allowed exactly what
 * {@link Permissions} says.
 */
final class TestAccess implements AutoCloseable {

  static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3rrJPGnX7tZcjXiqKcRFuk9dUGbhkQ3mQTpgDvhdmi";
  private static final String SERVICE_ACCOUNT = "operator";
  private static final int LIMIT_SECONDS = 300;

  final KubernetesClient client;
  final String namespace;

  /** Plays what the API server has none of. */
  final PlayedCluster cluster;

  private final KubeApiServer server;
  private final Clock clock;
  private Allowance allowance = Allowance.of(Map.of());
  final OperatorMetrics metrics;
  private KubernetesClient operatorClient;
  private RunningOperator operator;

  TestAccess(KubeApiServer server) {
    this(server, Map.of());
  }

  TestAccess(KubeApiServer server, Map<String, String> namespaceAnnotations) {
    this(server, namespaceAnnotations, Clock.systemUTC());
  }

  /** With an operator that goes by this clock. */
  TestAccess(KubeApiServer server, Map<String, String> namespaceAnnotations, Clock clock) {
    this.server = server;
    this.clock = clock;
    metrics = new OperatorMetrics(clock);
    client = server.client();
    namespace = server.newNamespace(namespaceAnnotations);
    cluster = new PlayedCluster(client, namespace);
    TestRole.grant(client, namespace, SERVICE_ACCOUNT);
    startOperator();
  }

  void startOperator() {
    Settings settings =
        new Settings(
            "example/gateway:1",
            null,
            PriorityClasses.NONE,
            allowance,
            Set.of(namespace),
            "backup-access",
            Duration.ofDays(14),
            0,
            null,
            false);
    try (KubernetesClient account = server.clientAs(namespace, SERVICE_ACCOUNT)) {
      operatorClient = RunningOperator.client(account.getConfiguration(), metrics);
    }
    operator =
        RunningOperator.prepare(operatorClient, settings, cluster.gateways(), clock, metrics);
    operator.start();
  }

  /** Another one takes its place, whose owner allows this. */
  void restartOperator(Map<String, String> allowed) {
    stopOperator();
    allowance = Allowance.of(allowed);
    startOperator();
  }

  void stopOperator() {
    operator.close();
    operatorClient.close();
  }

  boolean operatorReady() {
    return operator.ready();
  }

  @Override
  public void close() {
    stopOperator();
    client.namespaces().withName(namespace).delete();
  }

  BackupAccess create(String yaml) {
    return client.resource(yaml(yaml)).create();
  }

  BackupAccess yaml(String yaml) {
    BackupAccess access = client.getKubernetesSerialization().unmarshal(yaml, BackupAccess.class);
    access.getMetadata().setNamespace(namespace);
    return access;
  }

  /** One key, one volume {@code db} on claim {@code data}. */
  static String simple(String name) {
    return """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: %s}
        spec:
          keys:
          - name: backup-host
            publicKey: %s
            grants: [{volume: db}]
          volumes:
          - name: db
            claimName: data
        """
        .formatted(name, KEY);
  }

  BackupAccess get(String name) {
    return client.resources(BackupAccess.class).inNamespace(namespace).withName(name).get();
  }

  BackupAccess await(String name, Predicate<BackupAccessStatus> condition) {
    AtomicReference<BackupAccess> last = new AtomicReference<>();
    try {
      return client
          .resources(BackupAccess.class)
          .inNamespace(namespace)
          .withName(name)
          .waitUntilCondition(
              access -> {
                last.set(access);
                return access != null
                    && access.getStatus() != null
                    && condition.test(access.getStatus());
              },
              LIMIT_SECONDS,
              TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      throw new AssertionError("not reached; the last was " + status(last.get()), e);
    }
  }

  private static Object status(BackupAccess access) {
    return access == null ? null : access.getStatus();
  }

  BackupAccess awaitReason(String name, String type, String reason) {
    return await(
        name,
        status ->
            status.conditions().stream()
                .anyMatch(one -> one.getType().equals(type) && one.getReason().equals(reason)));
  }

  static Condition condition(BackupAccessStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** Takes an annotation off the namespace. */
  void withdraw(String consent) {
    client
        .namespaces()
        .withName(namespace)
        .edit(n -> n.edit().editMetadata().removeFromAnnotations(consent).endMetadata().build());
  }

  /** Gives the operator a reason to look, and nothing else. */
  void touchClaim(String text) {
    client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName("data")
        .edit(
            claim ->
                claim
                    .edit()
                    .editMetadata()
                    .addToAnnotations("example.com/touched", text)
                    .endMetadata()
                    .build());
  }

  /** What is in the gateway's ConfigMap now. */
  String configuration(String access) {
    return configuration(client, namespace, access);
  }

  static String configuration(KubernetesClient client, String namespace, String access) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withName(access + "-gateway")
        .get()
        .getData()
        .get("gateway.json");
  }

  /** Changes fields of its spec, given as JSON. */
  void change(String name, String spec) {
    client
        .resource(get(name))
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": %s}".formatted(spec));
  }

  /** The last record of a pull that the status has read; 0: none. */
  long sequence(String name) {
    BackupAccess access = get(name);
    return access == null || access.getStatus() == null || access.getStatus().pullRecords() == null
        ? 0
        : access.getStatus().pullRecords().journals().stream()
            .mapToLong(JournalStatus::sequence)
            .max()
            .orElse(0);
  }

  /** Whatever the operator writes meanwhile. */
  void annotate(String name, String annotation, String value) {
    client
        .resource(get(name))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}".formatted(annotation, value));
  }

  /** Everything up to Ready. */
  BackupAccess createReady(String name) {
    return createReady(name, "ReadWriteOnce");
  }

  BackupAccess createReady(String name, String accessMode) {
    cluster.createBoundClaim("data", accessMode);
    cluster.gatewaysAnswer(cluster.wellBehaved());
    create(simple(name));
    cluster.giveAddress(name, "203.0.113.7");
    cluster.runPod(name, "127.0.0.1");
    return awaitReason(name, "Ready", "Ready");
  }

  /** The pods' template of a resource's gateway, as it is now. */
  PodTemplateSpec template(String access) {
    return client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(access + "-gateway")
        .get()
        .getSpec()
        .getTemplate();
  }

  boolean hasTurned() {
    return operator.turns() > 0;
  }

  /** Does something, and waits until the operator has begun a turn since. */
  void awaitTurnAfter(Runnable action) {
    long before = operator.turns();
    action.run();
    awaitUntil(() -> operator.turns() > before, true);
  }

  <T> void awaitUntil(Supplier<T> found, T wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    T last = found.get();
    while (!wanted.equals(last)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("wanted " + wanted + ", and the last was " + last);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      last = found.get();
    }
  }
}
