package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of its own with claims whose data lies in folders of this machine, and the side of
 * the backup hosts outside the cluster.
 */
final class Scene implements AutoCloseable {

  final KubernetesClient kubernetes = new KubernetesClientBuilder().build();
  final String namespace = "e2e-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  final Path folder;
  private final List<Untouched> untouched = new ArrayList<>();

  Scene() {
    try {
      folder = Files.createTempDirectory(Path.of("/var/tmp"), "backup-access-e2e");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kubernetes
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  /** A bound claim; its data is the folder that is returned, owned by the gateway's user. */
  Path claim(String name) {
    return claim(name, "ReadWriteOnce");
  }

  /**
   * A claim with this access mode. Its volume can be mounted on every node, at once too: what keeps
   * pods apart here is the scheduler and the operator, as no storage does.
   */
  Path claim(String name, String accessMode) {
    return claim(name, accessMode, "kubernetes.io/os", "linux");
  }

  /** A claim with one small file, whose volume can be reached from this node alone. */
  Path claimOn(String node, String name, String content) {
    Path data = claim(name, "ReadWriteOnce", "kubernetes.io/hostname", node);
    try {
      Files.writeString(data.resolve("file"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return data;
  }

  private Path claim(String name, String accessMode, String label, String value) {
    Path data = folder.resolve(name);
    if (!Files.exists(data)) {
      Command.must("install", "-d", "-o", "65532", "-g", "65532", data.toString());
    }
    apply(
        """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: NAMESPACE-%1$s, labels: {scene: NAMESPACE}}
        spec:
          capacity: {storage: 1Gi}
          accessModes: [%3$s]
          claimRef: {namespace: NAMESPACE, name: %1$s}
          local: {path: %2$s}
          nodeAffinity:
            required:
              nodeSelectorTerms:
              - matchExpressions: [{key: %4$s, operator: In, values: [%5$s]}]
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %1$s, namespace: NAMESPACE}
        spec:
          accessModes: [%3$s]
          storageClassName: ""
          volumeName: NAMESPACE-%1$s
          resources: {requests: {storage: 1Gi}}
        """
            .formatted(name, data, accessMode, label, value));
    kubectl(
        "wait",
        "--for=jsonpath={.status.phase}=Bound",
        "persistentvolumeclaim/" + name,
        "--timeout=60s");
    return data;
  }

  /** From now on nothing changes this data, or this scene ends with an error. */
  void keepsAsItIs(Path data) {
    untouched.add(Untouched.asNow(data));
  }

  /** A claim with a file of so many bytes, named {@code large}, and a small one. */
  Path claimWithLarge(String name, int bytes, String accessMode) {
    Path data = claim(name, accessMode);
    try {
      Files.write(data.resolve("large"), new byte[bytes]);
      Files.writeString(data.resolve("small"), "small");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return data;
  }

  /** Sets the pod security standard that the namespace enforces. */
  void enforce(String podSecurity) {
    kubectl(
        "label",
        "--overwrite",
        "namespace",
        namespace,
        "pod-security.kubernetes.io/enforce=" + podSecurity);
  }

  /** The consent of the namespace's owner to gateways that read every file. */
  void allowReadAll() {
    kubectl("annotate", "namespace", namespace, "backupaccess.io/allow-read-all=true");
  }

  /** Makes the operator ask the claim's gateways now, which it does every minute otherwise. */
  void askGatewaysOf(String claim) {
    kubectl(
        "annotate",
        "--overwrite",
        "persistentvolumeclaim",
        claim,
        "example.com/look=" + System.nanoTime());
  }

  /** Deletes a claim that nothing uses, and its volume; the data stays. */
  void removeClaim(String name) {
    kubectl("delete", "persistentvolumeclaim", name, "--timeout=60s");
    kubectl("delete", "persistentvolume", namespace + "-" + name, "--timeout=60s");
  }

  /** The owner's consent that clients read the claim as it is now. */
  void acceptClaim(String access, String volume, String claim) {
    String uid =
        kubectl("get", "persistentvolumeclaim", claim, "--output=jsonpath={.metadata.uid}");
    kubectl(
        "annotate",
        "--overwrite",
        "backupaccess",
        access,
        "backupaccess.io/accept-claim=" + volume + "=" + uid.strip());
  }

  /**
   * Applies a resource with the host's key; {@code rest} is the rest of its spec, from column 0.
   */
  void access(String name, BackupHost host, String rest) {
    apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: %s, namespace: NAMESPACE}
        spec:
          keys: [{name: backup-host, publicKey: %s, grants: [{volume: "*"}], limits: {bytesPerSecond: 20Ki}}]
        """
                .formatted(name, host.publicKey())
            + rest.indent(2));
  }

  /** The gateway's one pod that is not on its way out. */
  Pod gatewayPod(String access) {
    List<Pod> pods = gatewayPods(access);
    assertThat(pods).as("pods of %s", access).hasSize(1);
    return pods.getFirst();
  }

  /** The gateway's pods that are not on their way out: two while one replaces the other. */
  List<Pod> gatewayPods(String access) {
    return pods(access, "backup-access-gateway");
  }

  /** Likewise of its readers. */
  List<Pod> readerPods(String access) {
    return pods(access, "backup-access-reader");
  }

  private List<Pod> pods(String access, String name) {
    return kubernetes
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/instance", access)
        .withLabel("app.kubernetes.io/name", name)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** Waits until the pod's object is gone. */
  void awaitGone(Pod pod) {
    kubectl("wait", "--for=delete", "pod/" + pod.getMetadata().getName(), "--timeout=90s");
  }

  /** The node of the gateway's pod. */
  String gatewayNode(String access) {
    return String.valueOf(gatewayPod(access).getSpec().getNodeName());
  }

  String events(String access) {
    return kubectl("events", "--for", "backupaccess/" + access);
  }

  /** The message of a condition. */
  String message(String access, String condition) {
    return kubectl(
        "get",
        "backupaccess",
        access,
        "--output=jsonpath={.status.conditions[?(@.type==\"" + condition + "\")].message}");
  }

  /** A claim with one small file, and its data. */
  Path claimWith(String name, String file, String content) {
    Path data = claim(name);
    try {
      Files.writeString(data.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return data;
  }

  /** Applies what a person would write; NAMESPACE stands for this scene's. */
  void apply(String yaml) {
    try {
      Path file = Files.createTempFile(folder, "apply", ".yaml");
      Files.writeString(file, yaml.replace("NAMESPACE", namespace));
      kubectl("apply", "--filename", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String kubectl(String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = "kubectl";
    command[1] = "--namespace";
    command[2] = namespace;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return Command.must(command);
  }

  /** {@code kubectl exec} in a gateway: tries to make a file on a volume, with its own rights. */
  Command.Result writeInGateway(String access, String volume, String file) {
    return Command.run(
        "kubectl",
        "--namespace",
        namespace,
        "exec",
        "deployment/" + access + "-gateway",
        "--",
        "sh",
        "-c",
        "cd /volumes/*/" + volume + " && : >" + file);
  }

  /** Waits until a condition has a reason, whatever its status. */
  void awaitReason(String access, String condition, String reason) {
    kubectl(
        "wait",
        "--for=jsonpath={.status.conditions[?(@.type==\"" + condition + "\")].reason}=" + reason,
        "backupaccess/" + access,
        "--timeout=120s");
  }

  /** The scripts that the demo uses too. */
  static String script(String name) {
    return Path.of("..").toAbsolutePath().normalize().resolve("dev").resolve(name).toString();
  }

  /** The text of a file in {@code examples/}. */
  static String example(String name) {
    try {
      return Files.readString(Path.of("../examples").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits as users are told to, and for the load balancer, which may be a little behind. */
  void awaitCondition(String access, String condition) {
    kubectl("wait", "--for=condition=" + condition, "backupaccess/" + access, "--timeout=120s");
    BackupAccessStatus gateway = status(access);
    try {
      await("connections to " + access, Duration.ofMinutes(1), () -> isReachable(gateway));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isReachable(BackupAccessStatus gateway) {
    if (gateway.addresses().isEmpty()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(BackupHost.address(gateway), BackupHost.port(gateway)), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void awaitReady(String access) {
    awaitCondition(access, "Ready");
  }

  /** Waits until the gateway has taken up what the resource says now. */
  void awaitObserved(String access) {
    String generation =
        kubectl("get", "backupaccess", access, "--output=jsonpath={.metadata.generation}").strip();
    kubectl(
        "wait",
        "--for=jsonpath={.status.observedGeneration}=" + generation,
        "backupaccess/" + access,
        "--timeout=60s");
    awaitReady(access);
  }

  BackupAccessStatus status(String access) {
    BackupAccess found =
        kubernetes.resources(BackupAccess.class).inNamespace(namespace).withName(access).get();
    assertThat(found).as("BackupAccess %s", access).isNotNull();
    assertThat(found.getStatus()).as("its status").isNotNull();
    return found.getStatus();
  }

  /** The object of the same kind and name, if the cluster has it. */
  <T extends HasMetadata> @Nullable T find(Class<T> type, String name) {
    return kubernetes.resources(type).inNamespace(namespace).withName(name).get();
  }

  /** For what has no condition to wait for. */
  static void await(String what, Duration limit, BooleanSupplier reached)
      throws InterruptedException {
    Instant end = Instant.now().plus(limit);
    while (!reached.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline for: %s", what).isBefore(end);
      Thread.sleep(200);
    }
  }

  /** The cluster takes its time for a namespace, which the next scene need not wait for. */
  @Override
  public void close() {
    kubernetes.namespaces().withName(namespace).delete();
    kubernetes.resources(PersistentVolume.class).withLabel("scene", namespace).delete();
    kubernetes.close();
    try {
      untouched.forEach(Untouched::check);
    } finally {
      Command.must("rm", "-rf", "--one-file-system", folder.toString());
    }
  }
}
