package io.backupaccess.kubeapi;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * etcd, kube-apiserver and kube-controller-manager on free ports of the loopback address, with the
 * CRD installed. There is no node: pods stay pending, and a test plays the kubelet and the cloud by
 * writing statuses. What the controllers do (ReplicaSets of Deployments, binding of claims, garbage
 * collection, namespace deletion) is real.
 */
public final class KubeApiServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int ATTEMPTS = 3;

  private final Path folder;
  private final String token = UUID.randomUUID().toString();
  private final Deque<ControlPlaneProcess> processes = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final int port;
  private final KubernetesClient client;
  private final List<String> apiServerCommand;
  private ControlPlaneProcess apiServer;

  /** Starts a control plane, and returns when it is ready. */
  public static KubeApiServer start() {
    return start(List.of());
  }

  /** Starts one that offers and accepts what an earlier version did, such as {@code 1.31}. */
  public static KubeApiServer emulating(String version) {
    return start(List.of("--emulated-version=" + version));
  }

  private static KubeApiServer start(List<String> flags) {
    var binaries = KubernetesBinaries.findOrBuild();
    for (int attempt = 1; ; attempt++) {
      try {
        var server = new KubeApiServer(binaries, flags);
        // A test run that is interrupted closes nothing by itself.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
      } catch (NotStarted e) {
        // Another program may have taken a port between its choice and its use.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private KubeApiServer(KubernetesBinaries binaries, List<String> flags) throws IOException {
    folder = Files.createTempDirectory("kube-api");
    port = FreePort.any();
    try {
      var etcd = startEtcd(binaries);
      var signingKey = writeSigningKey();
      apiServerCommand = concat(apiServer(binaries, etcd, signingKey), flags);
      apiServer = run(apiServerCommand);
      client = awaitReady();
      writeKubeconfig(kubeconfig(), token);
      // Installed before the controllers start: the garbage collector looks for new kinds only now
      // and then.
      Crds.install(client);
      run(controllerManager(binaries, signingKey));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A client that may do everything. */
  public KubernetesClient client() {
    return client;
  }

  /** A client with the rights of one service account. The caller closes it. */
  public KubernetesClient clientAs(String namespace, String serviceAccount) {
    var config =
        new ConfigBuilder(config())
            .withNamespace(namespace)
            .withImpersonateUsername(
                "system:serviceaccount:%s:%s".formatted(namespace, serviceAccount))
            .withImpersonateGroups(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated")
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Makes a namespace of its own for a test. */
  public String newNamespace() {
    return newNamespace(Map.of());
  }

  /** Makes a namespace of its own for a test, with annotations. */
  public String newNamespace(Map<String, String> annotations) {
    var namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withGenerateName("test-")
            .withAnnotations(annotations)
            .endMetadata()
            .build();
    return client.resource(namespace).create().getMetadata().getName();
  }

  /** A kubeconfig file of the administrator. */
  public Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** Ends the API server's process; etcd keeps what it knows. */
  public void stopApiServer() {
    apiServer.close();
    processes.remove(apiServer);
  }

  /** Starts it again on the same port, and returns when it is ready. */
  public void startApiServer() throws IOException {
    apiServer = run(apiServerCommand);
    awaitReady().close();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (client != null) {
      client.close();
    }
    processes.forEach(ControlPlaneProcess::kill);
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String startEtcd(KubernetesBinaries binaries) throws IOException {
    var clients = "http://127.0.0.1:" + FreePort.any();
    var peers = "http://127.0.0.1:" + FreePort.any();
    run(
        List.of(
            binaries.program("etcd").toString(),
            "--data-dir=" + folder.resolve("etcd"),
            "--unsafe-no-fsync",
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=default=" + peers));
    return clients;
  }

  private List<String> apiServer(KubernetesBinaries binaries, String etcd, Path signingKey)
      throws IOException {
    var tokens = folder.resolve("tokens.csv");
    Files.writeString(tokens, token + ",admin,admin,system:masters\n");
    return List.of(
        binaries.program("kube-apiserver").toString(),
        "--etcd-servers=" + etcd,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
        "--secure-port=" + port,
        "--cert-dir=" + folder,
        "--authorization-mode=RBAC",
        "--token-auth-file=" + tokens,
        "--allow-privileged",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + signingKey,
        "--service-account-signing-key-file=" + signingKey);
  }

  private List<String> controllerManager(KubernetesBinaries binaries, Path signingKey) {
    return List.of(
        binaries.program("kube-controller-manager").toString(),
        "--kubeconfig=" + kubeconfig(),
        "--leader-elect=false",
        "--secure-port=0",
        // It would end pods that a test puts on a node, of which there is none.
        "--controllers=*,-pod-garbage-collector-controller",
        "--root-ca-file=" + certificate(),
        "--service-account-private-key-file=" + signingKey);
  }

  private ControlPlaneProcess run(List<String> command) throws IOException {
    var process = ControlPlaneProcess.start(folder, command);
    processes.push(process);
    return process;
  }

  private KubernetesClient awaitReady() {
    var limit = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() - limit < 0) {
      for (var process : processes) {
        if (!process.isAlive()) {
          throw new NotStarted(process.lastWords());
        }
      }
      // The server writes its certificate while it starts.
      if (Files.exists(certificate())) {
        var candidate = new KubernetesClientBuilder().withConfig(config()).build();
        try {
          if ("ok".equals(candidate.raw("/readyz"))) {
            return candidate;
          }
        } catch (KubernetesClientException e) {
          // Not listening or not ready yet.
        }
        candidate.close();
      }
      pause();
    }
    throw new NotStarted(processes.getFirst().lastWords());
  }

  private Config config() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("https://127.0.0.1:" + port)
        .withCaCertFile(certificate().toString())
        .withOauthToken(token)
        .withRequestRetryBackoffLimit(0)
        .build();
  }

  private Path certificate() {
    return folder.resolve("apiserver.crt");
  }

  /** A kubeconfig file of a service account that exists, with a token of its own. */
  public Path kubeconfigOf(String namespace, String serviceAccount) throws IOException {
    var request =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(serviceAccount)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build());
    return writeKubeconfig(
        folder.resolve("kubeconfig-%s-%s".formatted(namespace, serviceAccount)),
        request.getStatus().getToken());
  }

  private Path writeKubeconfig(Path file, String user) throws IOException {
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}}]
        users: [{name: test, user: {token: %s}}]
        contexts: [{name: test, context: {cluster: test, user: test}}]
        """
            .formatted(port, certificate(), user));
  }

  private Path writeSigningKey() throws IOException {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      var key = generator.generateKeyPair().getPrivate();
      var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      var file = folder.resolve("service-accounts.pem");
      return Files.writeString(
          file, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> concat(List<String> command, List<String> flags) {
    return Stream.concat(command.stream(), flags.stream()).toList();
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the API server started", e);
    }
  }

  /** A program of the control plane ended, or did not become ready in time. */
  private static final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotStarted(String lastWords) {
      super("the test control plane did not start; its last words:\n" + lastWords);
    }
  }
}
