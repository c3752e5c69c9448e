package io.backupaccess.operator.chart;

import com.marcnuri.helm.Helm;
import io.backupaccess.kubeapi.Repository;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Helm makes of the chart and some values. */
public record RenderedChart(List<HasMetadata> objects) {

  /** The values that have no default. */
  public static final Map<String, Object> IMAGES =
      Map.of(
          "image.repository",
          "localhost/operator",
          "gateway.image.repository",
          "localhost/gateway");

  static Helm chart() {
    return new Helm(Repository.path("helm/backup-access"));
  }

  /** Renders release {@code backup-access} in the namespace {@code backups}. */
  static RenderedChart with(Map<String, Object> values) {
    return in("backups", values);
  }

  /** Renders release {@code backup-access} in that namespace. */
  public static RenderedChart in(String namespace, Map<String, Object> values) {
    var all = new TreeMap<>(IMAGES);
    all.putAll(values);
    return render(namespace, all);
  }

  static RenderedChart of(Map<String, Object> values) {
    return render("backups", values);
  }

  private static RenderedChart render(String namespace, Map<String, Object> values) {
    var command =
        chart()
            .template()
            .withName("backup-access")
            .withNamespace(namespace)
            .withKubeVersion("1.34.0");
    values.forEach(command::set);
    var yaml = new KubernetesSerialization();
    return new RenderedChart(
        Arrays.stream(command.call().split("(?m)^---$"))
            .filter(part -> part.lines().anyMatch(line -> line.startsWith("kind:")))
            .map(part -> (HasMetadata) yaml.unmarshal(part))
            .toList());
  }

  /** The objects of a kind. */
  public <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The one object of a kind. */
  public <T extends HasMetadata> T only(Class<T> type) {
    var found = all(type);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects of kind " + type.getSimpleName());
    }
    return found.getFirst();
  }

  /** The environment of the operator's container. */
  public Map<String, String> environment() {
    var deployment = only(Deployment.class);
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
        .collect(
            Collectors.toMap(
                EnvVar::getName,
                variable ->
                    variable.getValueFrom() == null
                        ? Objects.requireNonNullElse(variable.getValue(), "")
                        : deployment.getMetadata().getNamespace()));
  }
}
