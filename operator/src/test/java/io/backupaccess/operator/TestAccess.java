package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.StatusSource;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of its own with the operator watching it from this process, allowed exactly what
 * {@link Permissions} says. The test plays the kubelet, the storage and the cloud by writing
 * statuses, and gateways by answering for them.
 */
final class TestAccess implements AutoCloseable {

  static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3rrJPGnX7tZcjXiqKcRFuk9dUGbhkQ3mQTpgDvhdmi";
  private static final String SERVICE_ACCOUNT = "operator";
  private static final int LIMIT_SECONDS = 60;

  final KubernetesClient client;
  final String namespace;
  private final AtomicReference<StatusSource> gateway =
      new AtomicReference<>((pod, token) -> Optional.empty());
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final KubeApiServer server;
  private KubernetesClient operatorClient;
  private RunningOperator operator;

  TestAccess(KubeApiServer server) {
    this(server, Map.of());
  }

  TestAccess(KubeApiServer server, Map<String, String> namespaceAnnotations) {
    this.server = server;
    client = server.client();
    namespace = server.newNamespace(namespaceAnnotations);
    TestRole.grant(client, namespace, SERVICE_ACCOUNT);
    startOperator();
  }

  void startOperator() {
    Settings settings =
        new Settings(
            "example/gateway:1",
            null,
            null,
            Set.of(namespace),
            "backup-access",
            Duration.ofDays(14),
            0,
            false);
    try (KubernetesClient account = server.clientAs(namespace, SERVICE_ACCOUNT)) {
      operatorClient = RunningOperator.client(account.getConfiguration());
    }
    operator =
        RunningOperator.prepare(
            operatorClient,
            settings,
            new StatusSource() {
              @Override
              public Optional<GatewayStatus> read(GatewayPod pod, String token) {
                return gateway.get().read(pod, token);
              }

              @Override
              public void end(GatewayPod pod, String token, Ending why) {
                ended.add(pod.name() + " " + why);
              }

              @Override
              public Optional<PullPage> pulls(
                  GatewayPod pod, String token, @Nullable JournalStatus kept) {
                return gateway.get().pulls(pod, token, kept);
              }
            },
            Clock.systemUTC());
    operator.start();
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

  /** Every gateway answers this from now on. */
  void gatewaysAnswer(StatusSource source) {
    gateway.set(source);
  }

  /** The pods that were told to end their transfers, with the reason. */
  List<String> ended() {
    return ended;
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

  PersistentVolumeClaim createClaim(String name) {
    return client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("none")
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  /** Gives the claim a volume; the real binder binds them at once where the volume came first. */
  void createVolumeFor(String claim) {
    PersistentVolume volume =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %1$s-%2$s}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: none
                  claimRef: {namespace: %1$s, name: %2$s}
                  hostPath: {path: /nowhere}
                """
                    .formatted(namespace, claim),
                PersistentVolume.class);
    client.resource(volume).create();
  }

  void createBoundClaim(String name) {
    createVolumeFor(name);
    createClaim(name);
    // Else the gateway's pod would be made without it first.
    client
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName(name)
        .waitUntilCondition(
            claim -> claim != null && "Bound".equals(claim.getStatus().getPhase()),
            LIMIT_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Plays the cloud. */
  void giveAddress(String access, String ip) {
    Service service =
        client
            .services()
            .inNamespace(namespace)
            .withName(access + "-gateway")
            .waitUntilCondition(found -> found != null, LIMIT_SECONDS, TimeUnit.SECONDS);
    client
        .resource(service)
        .editStatus(
            found ->
                found
                    .edit()
                    .editOrNewStatus()
                    .withNewLoadBalancer()
                    .addNewIngress()
                    .withIp(ip)
                    .endIngress()
                    .endLoadBalancer()
                    .endStatus()
                    .build());
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

  /** Waits for the pod that the controllers make, and plays the kubelet that runs it. */
  Pod runPod(String access, String ip) {
    Pod pod = awaitPod(access);
    return client
        .resource(pod)
        .editStatus(
            found ->
                found
                    .edit()
                    .editOrNewStatus()
                    .withPhase("Running")
                    .withPodIP(ip)
                    .withPodIPs(List.of(new PodIP(ip)))
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus("True")
                    .withLastTransitionTime("2026-01-01T00:00:00Z")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  /** Plays the scheduler; the pod's name. Without a kubelet such a pod stays when it is deleted. */
  String bindPod(String access, String node) {
    String pod = awaitPod(access).getMetadata().getName();
    Binding binding =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: v1
                kind: Binding
                metadata: {name: %s, namespace: %s}
                target: {apiVersion: v1, kind: Node, name: %s}
                """
                    .formatted(pod, namespace, node),
                Binding.class);
    client.resource(binding).create();
    return pod;
  }

  /** Puts pod {@code app} of somebody else, which uses claim {@code data}, on a node. */
  Pod bindApplication(String node) {
    return client
        .resource(
            client
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: app, namespace: %s}
                    spec:
                      nodeName: %s
                      containers: [{name: app, image: example}]
                      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                    """
                        .formatted(namespace, node),
                    Pod.class))
        .create();
  }

  Pod awaitPod(String access) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/instance", access)
        .informOnCondition(pods -> pods.stream().anyMatch(TestAccess::stays))
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .join()
        .stream()
        .filter(TestAccess::stays)
        .findFirst()
        .orElseThrow();
  }

  private static boolean stays(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** A gateway that has taken whatever configuration is in its ConfigMap, and is well. */
  StatusSource wellBehaved() {
    return (pod, token) -> mountedDigest(pod).map(TestAccess::well);
  }

  static GatewayStatus well(String digest) {
    return well(digest, GatewayStatus.Clients.NONE);
  }

  static GatewayStatus well(String digest, GatewayStatus.Clients clients) {
    return new GatewayStatus(
        digest,
        List.of(),
        List.of(),
        new GatewayStatus.ConfinementStatus(
            7, List.of("landlock", "seccomp", "no-new-privileges"), null),
        0,
        List.of(),
        false,
        clients,
        List.of());
  }

  /** The digest of what a kubelet would have mounted by now. */
  Optional<String> mountedDigest(GatewayPod pod) {
    String access = pod.annotations().get("backupaccess.io/access");
    return Optional.ofNullable(
            client.configMaps().inNamespace(namespace).withName(access + "-gateway").get())
        .map(config -> Names.hash(config.getData().get("gateway.json")));
  }

  /** Everything up to Ready. */
  BackupAccess createReady(String name) {
    createBoundClaim("data");
    gatewaysAnswer(wellBehaved());
    create(simple(name));
    giveAddress(name, "203.0.113.7");
    runPod(name, "127.0.0.1");
    return awaitReason(name, "Ready", "Ready");
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
