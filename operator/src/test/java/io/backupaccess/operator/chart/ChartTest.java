package io.backupaccess.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.kubeapi.Repository;
import io.backupaccess.operator.Settings;
import io.backupaccess.operator.plan.Allowance;
import io.backupaccess.operator.plan.NamePatterns;
import io.backupaccess.operator.plan.PriorityClasses;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(KubeApiServerExtension.class)
class ChartTest {

  @Test
  void passesAStrictLint() {
    var result = RenderedChart.chart().lint().strict().call();

    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @Test
  void demandsTheImages() {
    assertThatThrownBy(() -> RenderedChart.of(Map.of()))
        .hasMessageContaining("image.repository is required");
    assertThatThrownBy(() -> RenderedChart.of(Map.of("image.repository", "localhost/operator")))
        .hasMessageContaining("gateway.image.repository is required");
  }

  @ParameterizedTest
  @CsvSource({
    "rbac.scope, Everything",
    "image.tag, a b",
    "image.digest, sha256:short",
    "image.pullPolicy, Sometimes",
    "gateway.image.repository, https://example.org/x",
    "watchNamespaces[0], Upper",
    "networkPolicy.enabled, maybe",
    "keyExpiryWarningDays, 14d",
    "allowed.podLabels[0], a b",
    "allowed.privileges[0], Root",
    "fixedUser, maybe",
    "metrics.port, 8080",
    "metrics.serviceMonitor.interval, often",
    "replicas, 0"
  })
  void refusesValuesThatMeanNothing(String name, String value) {
    assertThatThrownBy(() -> RenderedChart.with(Map.of(name, value)))
        .hasMessageContaining("values don't meet the specifications of the schema");
  }

  @Test
  void refusesNamespacesToWatchBesideTheScopeOfACluster() {
    var values = Map.<String, Object>of("rbac.scope", "Cluster", "watchNamespaces[0]", "a");

    assertThatThrownBy(() -> RenderedChart.with(values)).hasMessageContaining("watchNamespaces");
  }

  @Test
  void aDigestWinsOverATag() {
    var digest = "sha256:" + "0".repeat(64);
    var chart =
        RenderedChart.with(
            Map.of("image.tag", "dev", "image.digest", digest, "gateway.image.tag", "dev"));

    assertThat(operator(chart).getImage()).isEqualTo("localhost/operator@" + digest);
    assertThat(settings(chart).gatewayImage()).isEqualTo("localhost/gateway:dev");
  }

  @Test
  void theEnvironmentIsWhatTheOperatorReads() {
    var settings = settings(RenderedChart.with(Map.of("gateway.image.pullPolicy", "Never")));

    assertThat(settings.pullPolicy()).isEqualTo("Never");
    assertThat(settings.operatorNamespace()).isEqualTo("backups");
    assertThat(settings.watchNamespaces()).containsExactly("backups");
  }

  @Test
  void gatewaysComeAfterEveryApplicationAndAutoscalersIgnoreThoseOfOneNode() {
    var chart = RenderedChart.with(Map.of());
    PriorityClasses classes = settings(chart).priorityClasses();

    assertThat(chart.all(PriorityClass.class))
        .extracting(made -> made.getMetadata().getName(), PriorityClass::getValue)
        .containsExactlyInAnyOrder(tuple(classes.free(), -10), tuple(classes.pinned(), -11));
    assertThat(chart.all(PriorityClass.class))
        .allSatisfy(
            made -> {
              assertThat(made.getPreemptionPolicy()).isEqualTo("Never");
              assertThat(made.getMetadata().getAnnotations())
                  .as("gateways that outlive the release need it")
                  .containsEntry("helm.sh/resource-policy", "keep");
            });
  }

  @Test
  void anotherPriorityOrNoneIsNotMade() {
    var other = RenderedChart.with(Map.of("gateway.priorityClassName", "batch"));
    assertThat(settings(other).priorityClasses()).isEqualTo(new PriorityClasses("batch", "batch"));
    assertThat(other.all(PriorityClass.class)).isEmpty();

    var none = RenderedChart.with(Map.of("gateway.createPriorityClass", false));
    assertThat(settings(none).priorityClasses()).isEqualTo(PriorityClasses.NONE);
    assertThat(none.all(PriorityClass.class)).isEmpty();
  }

  @Test
  void whatResourcesMayAskForIsAsTheOperatorHasItByDefault() {
    assertThat(settings(RenderedChart.with(Map.of())).allowance())
        .isEqualTo(Allowance.of(Map.of()));
    assertThat(RenderedChart.with(Map.of()).environment())
        .containsKeys(Allowance.DEFAULTS.keySet().toArray(String[]::new));
  }

  @Test
  void whatResourcesMayAskForCanBeWidenedAndTightened() {
    var allowance =
        settings(
                RenderedChart.with(
                    Map.of(
                        "allowed.podLabels[0]", "example.org/*",
                        "allowed.privileges[0]", "Restricted")))
            .allowance();

    assertThat(allowance.podLabels()).isEqualTo(new NamePatterns(List.of("example.org/*")));
    assertThat(allowance.privileges()).contains(Privilege.RESTRICTED);
  }

  @Test
  void theOperatorRunsOnLinuxAndAsWhomThePlatformLikesWhereItShall() {
    var byDefault = RenderedChart.with(Map.of()).only(Deployment.class).getSpec().getTemplate();
    assertThat(byDefault.getSpec().getNodeSelector()).containsEntry("kubernetes.io/os", "linux");
    assertThat(byDefault.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(65532);

    var free =
        RenderedChart.with(Map.of("fixedUser", false, "nodeSelector.disk", "fast"))
            .only(Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec();
    assertThat(free.getNodeSelector())
        .containsEntry("kubernetes.io/os", "linux")
        .containsEntry("disk", "fast");
    assertThat(free.getSecurityContext().getRunAsUser()).isNull();
    assertThat(free.getSecurityContext().getRunAsGroup()).isNull();
    assertThat(free.getSecurityContext().getRunAsNonRoot()).isTrue();
  }

  @Test
  void noDisruptionBudgetKeepsAGatewayOnANodeThatIsDrained() {
    var chart = RenderedChart.with(Map.of());
    var ofOperator = chart.only(Deployment.class).getSpec().getSelector().getMatchLabels();

    assertThat(chart.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
        .isNotEmpty()
        .isEqualTo(ofOperator);
    assertThat(RenderedChart.with(Map.of("replicas", 1)).all(PodDisruptionBudget.class))
        .as("it would keep the only one for ever")
        .isEmpty();
  }

  @Test
  void twoOperatorsAreOnTwoNodesIfNothingElseIsSaid() {
    var chart = RenderedChart.with(Map.of());
    var operators = chart.only(Deployment.class).getSpec();

    assertThat(operators.getReplicas()).isEqualTo(2);
    var apart = operators.getTemplate().getSpec().getAffinity().getPodAntiAffinity();
    assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution())
        .extracting(WeightedPodAffinityTerm::getPodAffinityTerm)
        .singleElement()
        .satisfies(
            term -> {
              assertThat(term.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
              assertThat(term.getLabelSelector().getMatchLabels())
                  .isEqualTo(operators.getSelector().getMatchLabels());
            });
  }

  @Test
  void severalOperatorsStandByForEachOtherAndOneAloneAsksForNoLease() {
    assertThat(settings(RenderedChart.with(Map.of())).leaderElection()).isTrue();
    assertThat(settings(RenderedChart.with(Map.of("replicas", 1))).leaderElection()).isFalse();
  }

  @Test
  void theOperatorWatchesTheNamespacesThatHaveItsRoles() {
    assertThat(
            settings(
                    RenderedChart.with(
                        Map.of("watchNamespaces[0]", "a", "watchNamespaces[1]", "b")))
                .watchNamespaces())
        .containsExactlyInAnyOrder("a", "b");
    assertThat(settings(RenderedChart.with(Map.of("rbac.scope", "Cluster"))).watchNamespaces())
        .isEmpty();
  }

  @Test
  void theNetworkPolicyAdmitsNothingAndSelectsTheOperator() {
    var chart = RenderedChart.with(Map.of());
    var policy = chart.only(NetworkPolicy.class).getSpec();

    assertThat(policy.getPolicyTypes()).containsExactly("Ingress");
    assertThat(policy.getIngress()).isEmpty();
    assertThat(chart.only(Deployment.class).getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(policy.getPodSelector().getMatchLabels());
    assertThat(RenderedChart.with(Map.of("networkPolicy.enabled", false)).all(NetworkPolicy.class))
        .isEmpty();
  }

  @Test
  void onlyChosenPeersReadMetrics() {
    var peer = "metrics.from[0].namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name";
    var rule =
        RenderedChart.with(Map.of(peer, "monitoring"))
            .only(NetworkPolicy.class)
            .getSpec()
            .getIngress();

    assertThat(rule).hasSize(1);
    assertThat(rule.getFirst().getFrom().getFirst().getNamespaceSelector().getMatchLabels())
        .containsEntry("kubernetes.io/metadata.name", "monitoring");
    assertThat(rule.getFirst().getPorts().getFirst().getPort().getStrVal()).isEqualTo("metrics");
    assertThat(
            RenderedChart.with(Map.of(peer, "monitoring", "metrics.enabled", false))
                .only(NetworkPolicy.class)
                .getSpec()
                .getIngress())
        .isEmpty();
  }

  @Test
  void metricsHaveAPortUnlessTheyAreSwitchedOff() {
    var chart = RenderedChart.with(Map.of());
    assertThat(operator(chart).getPorts())
        .anySatisfy(
            port -> {
              assertThat(port.getName()).isEqualTo("metrics");
              assertThat(port.getContainerPort()).isEqualTo(settings(chart).metricsPort());
            });
    assertThat(settings(RenderedChart.with(Map.of("metrics.enabled", false))).metricsPort())
        .isNull();
  }

  @Test
  void monitorsAreMadeWhereTheyAreAskedForAndLeaveTheResourcesLabelsAsTheyAre() {
    assertThat(RenderedChart.with(Map.of()).all(GenericKubernetesResource.class)).isEmpty();

    var chart =
        RenderedChart.with(
            Map.of(
                "metrics.serviceMonitor.enabled", true,
                "metrics.serviceMonitor.labels.release", "prometheus",
                "metrics.podMonitor.enabled", true));
    var port = chart.only(Service.class).getSpec().getPorts().getFirst();
    assertThat(port.getTargetPort().getStrVal()).isEqualTo("metrics");
    assertThat(chart.all(GenericKubernetesResource.class))
        .extracting(GenericKubernetesResource::getKind)
        .containsExactlyInAnyOrder("ServiceMonitor", "PodMonitor");
    assertThat(chart.all(GenericKubernetesResource.class))
        .allSatisfy(
            monitor ->
                assertThat(String.valueOf(monitor.getAdditionalProperties()))
                    .contains("honorLabels=true", "port=metrics"));
    assertThat(chart.all(GenericKubernetesResource.class))
        .anySatisfy(
            monitor ->
                assertThat(monitor.getMetadata().getLabels())
                    .containsEntry("release", "prometheus"));
  }

  @Test
  void theDashboardIsWhereGrafanasSidecarLooks() throws IOException {
    var dashboard =
        RenderedChart.with(Map.of("metrics.dashboard.enabled", true)).only(ConfigMap.class);

    assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    var json = new ObjectMapper();
    assertThat(json.readTree(dashboard.getData().get("backup-access.json")))
        .isEqualTo(
            json.readTree(Repository.path("helm/backup-access/files/dashboard.json").toFile()));
    assertThat(RenderedChart.with(Map.of()).all(ConfigMap.class)).isEmpty();
  }

  @Test
  void ownLabelsOfThePodCannotTakeThePlaceOfThoseThatSelectIt() {
    var chart = RenderedChart.with(Map.of("podLabels.app\\.kubernetes\\.io/name", "other"));

    var deployment = chart.only(Deployment.class).getSpec();
    assertThat(deployment.getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSelector().getMatchLabels());
  }

  @Test
  void everyObjectIsAcceptedByTheApiServerAsItIs(KubeApiServer server) {
    var client = server.client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName("backups").endMetadata().build())
        .createOr(existing -> existing.update());
    for (var object : RenderedChart.with(Map.of()).objects()) {
      client.resource(object).dryRun().fieldValidation(Validation.STRICT).create();
    }
    var monitored =
        Map.<String, Object>of(
            "metrics.from[0].podSelector.matchLabels.app",
            "prometheus",
            "metrics.serviceMonitor.enabled",
            true);
    for (var object :
        List.of(
            RenderedChart.with(monitored).only(NetworkPolicy.class),
            RenderedChart.with(monitored).only(Service.class))) {
      client.resource(object).dryRun().fieldValidation(Validation.STRICT).create();
    }
    for (var object : RenderedChart.with(Map.of("rbac.scope", "Cluster")).objects()) {
      client.resource(object).dryRun().fieldValidation(Validation.STRICT).create();
    }
  }

  @Test
  void thePodFitsTheRestrictedPodSecurityStandard(KubeApiServer server) {
    var namespace =
        server
            .client()
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName("restricted-")
                    .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                    .endMetadata()
                    .build())
            .create()
            .getMetadata()
            .getName();
    var template = RenderedChart.with(Map.of()).only(Deployment.class).getSpec().getTemplate();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("operator")
            .withNamespace(namespace)
            .endMetadata()
            .withSpec(template.getSpec().edit().withServiceAccountName(null).build())
            .build();

    assertThat(server.client().resource(pod).dryRun().create()).isNotNull();
  }

  private static Container operator(RenderedChart chart) {
    return chart
        .only(Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }

  private static Settings settings(RenderedChart chart) {
    return Settings.of(chart.environment());
  }
}
