package io.backupaccess.operator;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.operator.chart.RenderedChart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The chart on the API server, but for what needs a node: the operator's program runs here, with
 * the environment that the chart gives it and a token of the chart's service account.
 */
final class InstalledChart implements AutoCloseable {

  private final KubeApiServer server;
  private final RenderedChart chart;
  private final List<HasMetadata> installed = new ArrayList<>();

  private InstalledChart(KubeApiServer server, RenderedChart chart) {
    this.server = server;
    this.chart = chart;
  }

  /** Installs it in a namespace. Its roles of the cluster are of other tests. */
  static InstalledChart in(KubeApiServer server, String namespace, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("rbac.aggregatedRoles", false);
    all.put("gateway.createPriorityClass", false);
    InstalledChart chart = new InstalledChart(server, RenderedChart.in(namespace, all));
    chart.chart.objects().stream()
        .filter(object -> !(object instanceof Deployment))
        .forEach(object -> chart.installed.add(server.client().resource(object).create()));
    return chart;
  }

  /** Starts an operator of it; {@code more} adds to its environment. */
  OperatorProcess start(Path log, Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(chart.environment());
    String namespace = account().getNamespace();
    environment.put("KUBECONFIG", server.kubeconfigOf(namespace, account().getName()).toString());
    environment.putAll(more);
    return OperatorProcess.start(log, environment);
  }

  private ObjectMeta account() {
    return chart.only(ServiceAccount.class).getMetadata();
  }

  @Override
  public void close() {
    installed.forEach(object -> server.client().resource(object).delete());
  }
}
