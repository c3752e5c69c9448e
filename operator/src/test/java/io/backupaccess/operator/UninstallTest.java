package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.chart.RenderedChart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart installed and uninstalled by Helm itself, in both orders that people take. */
class UninstallTest {

  private static final long LIMIT_SECONDS = 120;
  private static final String RELEASE = "backup-access";
  private static final String CRD = "backupaccesses.backupaccess.io";

  @TempDir private Path folder;

  @Test
  void nothingStaysThatKeepsANamespaceOrTheDefinitionFromGoing() throws Exception {
    try (KubeApiServer server = KubeApiServer.start()) {
      inTheOrderOfTheManual(server);
      theOperatorFirst(server);
    }
  }

  private void inTheOrderOfTheManual(KubeApiServer server) throws Exception {
    KubernetesClient client = server.client();
    OperatorScene scene = OperatorScene.in(server);
    String release = server.newNamespace();
    install(server, release, scene.namespace());
    try (OperatorProcess operator = operator(server, release, scene.namespace(), "manual")) {
      operator.awaitReady();
      scene.create("shop");
      scene.awaitReason("shop", "VolumesReady", "ClaimNotFound");
      assertThat(made(scene)).hasSizeGreaterThanOrEqualTo(4);

      client.resources(BackupAccess.class).inNamespace(scene.namespace()).delete();
      scene.awaitGone("shop");
    }
    uninstall(server, release);

    assertThat(made(scene)).as("deleted without an operator, too").isEmpty();
    assertThat(client.secrets().inNamespace(scene.namespace()).list().getItems())
        .extracting(secret -> secret.getMetadata().getName())
        .containsExactly("shop-host-keys");
    assertThat(client.scheduling().v1().priorityClasses().withName(RELEASE + "-gateways").get())
        .as("kept, because pods may name it")
        .isNotNull();
    for (String priority : List.of("-gateways", "-pinned-gateways")) {
      client.scheduling().v1().priorityClasses().withName(RELEASE + priority).delete();
    }
    deleteNamespace(client, scene.namespace());
    deleteNamespace(client, release);
  }

  private void theOperatorFirst(KubeApiServer server) throws Exception {
    KubernetesClient client = server.client();
    OperatorScene scene = OperatorScene.in(server);
    String release = server.newNamespace();
    install(server, release, scene.namespace());
    try (OperatorProcess operator = operator(server, release, scene.namespace(), "first")) {
      operator.awaitReady();
      scene.create("shop");
      scene.create("bakery");
      scene.awaitReason("shop", "VolumesReady", "ClaimNotFound");
      scene.awaitReason("bakery", "VolumesReady", "ClaimNotFound");
    }
    uninstall(server, release);
    assertThat(scene.get("shop")).as("goes on being served").isNotNull();
    assertThat(made(scene)).isNotEmpty();

    // Deleted with its objects, although there is no operator.
    client.resources(BackupAccess.class).inNamespace(scene.namespace()).withName("shop").delete();
    scene.awaitGone("shop");
    // So are the others, with their definition.
    client.apiextensions().v1().customResourceDefinitions().withName(CRD).delete();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(CRD)
        .waitUntilCondition(found -> found == null, LIMIT_SECONDS, TimeUnit.SECONDS);
    deleteNamespace(client, scene.namespace());
    deleteNamespace(client, release);
    assertThat(ofTheCluster(client)).isEmpty();
  }

  private static void install(KubeApiServer server, String release, String watched) {
    var install =
        new Helm(Repository.path("helm/backup-access"))
            .install()
            .withName(RELEASE)
            .withNamespace(release)
            .withKubeConfig(server.kubeconfig());
    values(watched).forEach(install::set);
    install.call();
  }

  private static void uninstall(KubeApiServer server, String release) {
    Helm.uninstall(RELEASE).withNamespace(release).withKubeConfig(server.kubeconfig()).call();
  }

  private static Map<String, Object> values(String watched) {
    Map<String, Object> values = new HashMap<>(RenderedChart.IMAGES);
    values.put("watchNamespaces[0]", watched);
    return values;
  }

  /** The program of the Deployment that waits for a node. */
  private OperatorProcess operator(KubeApiServer server, String release, String watched, String log)
      throws Exception {
    Map<String, String> environment =
        new HashMap<>(RenderedChart.in(release, values(watched)).environment());
    environment.put("KUBECONFIG", server.kubeconfigOf(release, RELEASE).toString());
    return OperatorProcess.start(folder.resolve(log), environment);
  }

  private static List<String> made(OperatorScene scene) {
    KubernetesClient client = scene.server().client();
    return Stream.<List<? extends HasMetadata>>of(
            client.apps().deployments().inNamespace(scene.namespace()).list().getItems(),
            client.services().inNamespace(scene.namespace()).list().getItems(),
            client
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(scene.namespace())
                .list()
                .getItems(),
            client
                .configMaps()
                .inNamespace(scene.namespace())
                .withLabel("app.kubernetes.io/managed-by", "backup-access")
                .list()
                .getItems())
        .flatMap(List::stream)
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .toList();
  }

  private static void deleteNamespace(KubernetesClient client, String namespace) {
    client.namespaces().withName(namespace).delete();
    client
        .namespaces()
        .withName(namespace)
        .waitUntilCondition(found -> found == null, LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** What the release, or the operator, left behind. */
  private static List<String> ofTheCluster(KubernetesClient client) {
    return Stream.<List<? extends HasMetadata>>of(
            client.rbac().clusterRoles().list().getItems(),
            client.rbac().clusterRoleBindings().list().getItems(),
            client.apiextensions().v1().customResourceDefinitions().list().getItems(),
            client.admissionRegistration().v1().validatingWebhookConfigurations().list().getItems(),
            client.admissionRegistration().v1().mutatingWebhookConfigurations().list().getItems())
        .flatMap(List::stream)
        .map(object -> object.getKind() + " " + object.getMetadata().getName())
        .filter(name -> name.contains("backup"))
        .toList();
  }
}
