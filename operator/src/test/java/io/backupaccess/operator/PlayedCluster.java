package io.backupaccess.operator;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.exchange.Order;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.plan.Ending;
import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A namespace's storage, scheduler, kubelet and cloud, which write statuses, and its gateways,
 * which answer the operator.
 */
final class PlayedCluster {

  private static final int LIMIT_SECONDS = 300;
  private static final long HELD_SECONDS = 20;
  private static final long LOOK_MILLIS = 100;

  private final KubernetesClient client;
  private final String namespace;
  private final AtomicReference<PlayedGateway> gateway =
      new AtomicReference<>((pod, token) -> Optional.empty());
  private volatile boolean hears = true;
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<String> enforced = new CopyOnWriteArrayList<>();

  PlayedCluster(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** For the operator. */
  GatewayClient gateways() {
    return new GatewayClient() {
      @Override
      public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HELD_SECONDS);
        Optional<Answer> answer = answer(pod, token);
        try {
          while (known != null
              && answer.filter(known::equals).isPresent()
              && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            answer = answer(pod, token);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return answer;
      }

      private Optional<Answer> answer(GatewayPod pod, String token) {
        return gateway
            .get()
            .status(pod, token)
            .map(status -> new Answer(status, Names.hash(status.toString())));
      }

      @Override
      public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
        return gateway.get().pulls(pod, token, kept);
      }

      @Override
      public boolean tell(GatewayPod pod, String token, Order order) {
        switch (order) {
          case Order.End(Ending why) -> ended.add(pod.name() + " " + why);
          case Order.Enforce enforce ->
              enforced.add(pod.name() + " " + Names.hash(enforce.configuration()));
        }
        return hears && gateway.get().tell(pod, order);
      }
    };
  }

  /** Every gateway answers this from now on. */
  void gatewaysAnswer(PlayedGateway answers) {
    gateway.set(answers);
  }

  /** No pod answers when it is told to end transfers. */
  void gatewaysDoNotHear() {
    hears = false;
  }

  /** The pods that were told to end their transfers, with the reason. */
  List<String> ended() {
    return ended;
  }

  /** The pods that were told to keep to a configuration, with its digest. */
  List<String> enforced() {
    return enforced;
  }

  PersistentVolumeClaim createClaim(String name) {
    return createClaim(name, "ReadWriteOnce");
  }

  private PersistentVolumeClaim createClaim(String name, String accessMode) {
    return client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName("none")
                .withAccessModes(accessMode)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  /** Gives the claim a volume; the real binder binds them at once where the volume came first. */
  void createVolumeFor(String claim) {
    createVolumeFor(claim, "ReadWriteOnce");
  }

  private void createVolumeFor(String claim, String accessMode) {
    createVolumeFor(claim, accessMode, "null");
  }

  /** Gives the claim a volume that some nodes can mount, as JSON or YAML says. */
  void createVolumeFor(String claim, String accessMode, String nodeAffinity) {
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
                  accessModes: [%3$s]
                  storageClassName: none
                  claimRef: {namespace: %1$s, name: %2$s}
                  hostPath: {path: /nowhere}
                  nodeAffinity: %4$s
                """
                    .formatted(namespace, claim, accessMode, nodeAffinity),
                PersistentVolume.class);
    client.resource(volume).create();
  }

  void createBoundClaim(String name) {
    createBoundClaim(name, "ReadWriteOnce");
  }

  void createBoundClaim(String name, String accessMode) {
    createVolumeFor(name, accessMode);
    bindClaim(name, accessMode);
  }

  /** Makes the claim, which has a volume. */
  void bindClaim(String name, String accessMode) {
    createClaim(name, accessMode);
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

  /** Waits for the pod that the controllers make, and plays the kubelet that runs it. */
  Pod runPod(String access, String ip) {
    awaitTemplateWithClaims(access);
    return run(awaitPod(access), ip);
  }

  /**
   * The operator may see the resource before its claims, and make a pod without them first, which
   * goes again.
   */
  private void awaitTemplateWithClaims(String access) {
    client
        .resources(BackupAccess.class)
        .inNamespace(namespace)
        .withName(access)
        .waitUntilCondition(
            found ->
                found != null
                    && found.getStatus() != null
                    && found.getStatus().conditions().stream()
                        .noneMatch(condition -> condition.getReason().startsWith("ClaimNot")),
            LIMIT_SECONDS,
            TimeUnit.SECONDS);
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(Names.gateway(access))
        .waitUntilCondition(PlayedCluster::hasOnlyNewest, LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static boolean hasOnlyNewest(@Nullable Deployment deployment) {
    if (deployment == null || deployment.getStatus() == null) {
      return false;
    }
    DeploymentStatus status = deployment.getStatus();
    return Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration())
        && Objects.equals(status.getUpdatedReplicas(), 1);
  }

  /** Plays the kubelet. */
  Pod run(Pod pod, String ip) {
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
    return bind(awaitPod(access), node);
  }

  /** The same for any pod. */
  String bind(Pod unbound, String node) {
    String pod = unbound.getMetadata().getName();
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
    return bindApplication("app", "data", node);
  }

  /** Puts a pod of somebody else, which uses a claim, on a node. */
  Pod bindApplication(String name, String claim, String node) {
    return client
        .resource(
            client
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: %s}
                    spec:
                      nodeName: %s
                      containers: [{name: app, image: example}]
                      volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]
                    """
                        .formatted(name, namespace, node, claim),
                    Pod.class))
        .create();
  }

  Pod awaitPod(String access) {
    return awaitPod(Map.of(Labels.NAME, Labels.GATEWAY, Labels.INSTANCE, access));
  }

  /** Waits for the pod that the controllers make for the only reader. */
  Pod awaitReaderPod(String access) {
    return awaitPod(Map.of(Labels.NAME, Labels.READER, Labels.INSTANCE, access));
  }

  private Pod awaitPod(Map<String, String> labels) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(labels)
        .informOnCondition(pods -> pods.stream().anyMatch(PlayedCluster::stays))
        .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .join()
        .stream()
        .filter(PlayedCluster::stays)
        .findFirst()
        .orElseThrow();
  }

  /** The gateway's pods, those on their way out too. */
  List<Pod> pods(String access) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(Map.of(Labels.NAME, Labels.GATEWAY, Labels.INSTANCE, access))
        .list()
        .getItems();
  }

  /** The pod of that name; null: it is gone. */
  @Nullable Pod pod(String name) {
    return client.pods().inNamespace(namespace).withName(name).get();
  }

  private static boolean stays(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null;
  }

  /** A gateway that has taken whatever configuration is in its ConfigMap, and is well. */
  PlayedGateway wellBehaved() {
    return (pod, token) -> mountedDigest(pod).map(PlayedCluster::well);
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
        List.of(),
        1,
        0,
        null);
  }

  /** The digest of what a kubelet would have mounted by now. */
  Optional<String> mountedDigest(GatewayPod pod) {
    // Of a gateway's and of a reader's, each pod's name is that and what its ReplicaSet adds.
    String configMap = pod.name().replaceFirst("-[^-]+-[^-]+$", "");
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(configMap).get())
        .filter(config -> config.getData() != null)
        .map(config -> Names.hash(config.getData().get("gateway.json")));
  }

  /** A pod as the operator has observed it, without what it does not look at here. */
  static GatewayPod gatewayPod(Pod pod) {
    return new GatewayPod(
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        "",
        null,
        null,
        List.of(),
        true,
        true,
        null,
        null,
        Set.of(),
        Set.of(),
        pod.getMetadata().getAnnotations());
  }
}
