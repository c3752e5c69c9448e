package io.backupaccess.operator.chart;

import com.marcnuri.helm.Helm;
import io.backupaccess.kubeapi.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Helm makes of the chart and some values. */
record RenderedChart(List<HasMetadata> objects) {

  static final Map<String, Object> IMAGES =
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
    var all = new TreeMap<>(IMAGES);
    all.putAll(values);
    return of(all);
  }

  static RenderedChart of(Map<String, Object> values) {
    var command =
        chart()
            .template()
            .withName("backup-access")
            .withNamespace("backups")
            .withKubeVersion("1.34.0");
    values.forEach(command::set);
    var yaml = new KubernetesSerialization();
    return new RenderedChart(
        Arrays.stream(command.call().split("(?m)^---$"))
            .filter(part -> part.lines().anyMatch(line -> line.startsWith("kind:")))
            .map(part -> (HasMetadata) yaml.unmarshal(part))
            .toList());
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T only(Class<T> type) {
    var found = all(type);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects of kind " + type.getSimpleName());
    }
    return found.getFirst();
  }
}
