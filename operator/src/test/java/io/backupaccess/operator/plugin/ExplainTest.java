package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.status.DocumentedReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KubeApiServerExtension.class)
class ExplainTest {

  /** Reasons of which nobody has to do anything. */
  private static final Set<String> FINE =
      Set.of(
          "Ready",
          "Accepted",
          "ResolvedRefs",
          "VolumesServed",
          "Serving",
          "NoneExpiresSoon",
          "Visible",
          "NoKeyNeedsIt",
          "NoClientYet",
          "Fresh",
          "NothingOwed");

  @TempDir Path folder;
  private KubeApiServer server;
  private Plugin plugin;

  @BeforeEach
  void start(KubeApiServer given) {
    server = given;
  }

  private void in(String shell) {
    plugin = new Plugin(server, shell, folder);
    plugin.applyShop();
  }

  private String explanation() {
    return plugin.run("explain", "shop").must();
  }

  private static String condition(String type, String status, String reason, String message) {
    return """
        {"type": "%s", "status": "%s", "reason": "%s", "message": "%s", "lastTransitionTime": "2026-12-01T03:00:00Z"}
        """
        .formatted(type, status, reason, message);
  }

  private void conditions(String... conditions) {
    plugin.status(
        "{\"observedGeneration\": 1, \"conditions\": [%s]}"
            .formatted(String.join(",", conditions)));
  }

  @InEachShell
  void findsThatNoOperatorHasSeenTheResource(String shell) {
    in(shell);
    assertThat(explanation())
        .startsWith(
            "shop in namespace "
                + plugin.namespace
                + " is not ready: the operator has written no status.\n")
        .contains("it does not watch namespace " + plugin.namespace, "The gateway has no pod.");
  }

  @InEachShell
  void isShortWhereAllIsWell(String shell) {
    in(shell);
    conditions(
        condition("Ready", "True", "Ready", "fine"),
        condition("GatewayReady", "True", "Serving", "fine"),
        condition("ClientAddressVisible", "Unknown", "NoClientYet", "none"));
    assertThat(explanation())
        .isEqualTo(
            "shop in namespace %s is ready.\n\nThe gateway has no pod.\n"
                .formatted(plugin.namespace));
  }

  @InEachShell
  void saysWhatIsWrongAndWhatToDo(String shell) {
    in(shell);
    conditions(
        condition("Ready", "False", "WritesNotAllowed", "VolumesReady: drop"),
        condition("VolumesReady", "False", "WritesNotAllowed", "drop is not served"),
        condition("Fresh", "False", "Stale", "no whole pull in time"),
        condition("Reconciling", "True", "Progressing", "x"));
    plugin.kubectl(
        "patch", "ba", "shop", "--type=merge", "--patch={\"spec\": {\"suspend\": true}}");
    assertThat(explanation())
        .startsWith(
            "shop in namespace "
                + plugin.namespace
                + " is not ready: WritesNotAllowed.\nIt is suspended")
        .contains(
            "has not taken up the last change",
            "\nVolumesReady is False since 2026-12-01T03:00:00Z: WritesNotAllowed\n  drop is not served\n  -> ",
            "kubectl annotate namespace " + plugin.namespace + " backupaccess.io/allow-writes=true",
            "\nFresh is False since 2026-12-01T03:00:00Z: Stale\n")
        .doesNotContain("Reconciling");
  }

  @Test
  void hasAdviceForEachDocumentedReason() throws IOException {
    String script = Files.readString(Plugin.PROGRAMS.resolve("kubectl-backupaccess"));
    String advice =
        script.substring(script.indexOf("\nadvice() {"), script.indexOf("\nexplain_volumes() {"));
    Set<String> advised = new TreeSet<>();
    Pattern.compile("(?m)^    ([A-Z][A-Za-z| ]+)\\)")
        .matcher(advice)
        .results()
        .forEach(labels -> advised.addAll(List.of(labels.group(1).split(" \\| "))));
    Set<String> documented = DocumentedReasons.all();
    documented.removeAll(FINE);
    assertThat(documented).isNotEmpty();
    assertThat(advised).containsAll(documented);
  }

  @InEachShell
  void showsThePodsAndTheEventsOfAllThatBelongsToIt(String shell) {
    in(shell);
    plugin.create(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: any}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: shop-gateway-1
          labels: {app.kubernetes.io/managed-by: backup-access, app.kubernetes.io/instance: shop}
        spec: {serviceAccountName: any, containers: [{name: gateway, image: example}]}
        ---
        apiVersion: v1
        kind: Event
        metadata: {name: of-the-pod}
        involvedObject: {kind: Pod, name: shop-gateway-1, namespace: NAMESPACE}
        type: Warning
        reason: FailedMount
        message: "%1$s"
        lastTimestamp: 2026-12-01T03:00:00Z
        ---
        apiVersion: v1
        kind: Event
        metadata: {name: of-the-claim}
        involvedObject: {kind: PersistentVolumeClaim, name: data, namespace: NAMESPACE}
        type: Warning
        reason: ProvisioningFailed
        message: no such class
        lastTimestamp: 2026-12-01T02:00:00Z
        ---
        apiVersion: v1
        kind: Event
        metadata: {name: of-no-interest}
        involvedObject: {kind: Pod, name: shop-gateway-1, namespace: NAMESPACE}
        type: Normal
        reason: Started
        message: started
        lastTimestamp: 2026-12-01T02:30:00Z
        ---
        apiVersion: v1
        kind: Event
        metadata: {name: of-another}
        involvedObject: {kind: Pod, name: another, namespace: NAMESPACE}
        type: Warning
        reason: Another
        message: another
        ---
        apiVersion: events.k8s.io/v1
        kind: Event
        metadata: {name: of-the-operator}
        regarding: {kind: BackupAccess, name: shop, namespace: NAMESPACE}
        type: Normal
        reason: VolumesServed
        action: Report
        note: served
        reportingController: backup-access
        reportingInstance: backup-access
        eventTime: 2026-12-01T03:01:00.000000Z
        """
            .replace("NAMESPACE", plugin.namespace)
            .formatted(Hostile.JSON));
    plugin.kubectl(
        "patch",
        "pod",
        "shop-gateway-1",
        "--subresource=status",
        "--type=merge",
        "--patch",
        """
        {"status": {"phase": "Pending",
          "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "%1$s"}],
          "containerStatuses": [{"name": "gateway", "image": "x", "imageID": "", "ready": false, "restartCount": 3,
            "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
            "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137}}}]}}
        """
            .formatted(Hostile.JSON));
    assertThat(explanation().lines().map(line -> line.replaceAll("\\\\x1b.*", "…")))
        .containsSequence(
            "Pod shop-gateway-1: Pending",
            "  PodScheduled: a…",
            "  CrashLoopBackOff: back-off",
            "  OOMKilled: ended before with exit code 137",
            "",
            "The last Events:",
            "  2026-12-01T02:00:00Z  Warning  ProvisioningFailed  PersistentVolumeClaim data",
            "      no such class",
            "  2026-12-01T03:00:00Z  Warning  FailedMount  Pod shop-gateway-1",
            "      a…",
            "  2026-12-01T03:01:00Z  Normal  VolumesServed  BackupAccess shop",
            "      served");
  }

  @InEachShell
  void goesOnWhereItMayNotRead(String shell) throws IOException {
    in(shell);
    plugin.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: reader}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader}
        rules: [{apiGroups: [backupaccess.io], resources: [backupaccesses], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: reader}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects: [{kind: ServiceAccount, name: reader}]
        """);
    conditions(condition("Ready", "False", "Suspended", "x"));
    String reader = server.kubeconfigOf(plugin.namespace, "reader").toString();
    assertThat(plugin.run("explain", "shop", "--kubeconfig", reader).must())
        .contains(
            "shop in namespace " + plugin.namespace + " is not ready: Suspended.",
            "What the operator made cannot all be read: Error from server (Forbidden): pods is",
            "Events cannot be read: Error from server (Forbidden): events is")
        .doesNotContain("has no pod");
  }

  @InEachShell
  void letsNoTextOfTheClusterPassForItsOwn(String shell) {
    in(shell);
    String long_ = Hostile.JSON.repeat(100);
    plugin.status(
        """
        {"observedGeneration": 1, "conditions": [%1$s, %2$s],
         "keys": [{"name": "press", "reason": "InvalidKey", "message": "a\\u001b[31m\\nshop is ready."}],
         "volumes": [{"name": "db", "served": false, "reason": "A\\u009b", "message": "%3$.60s",
                      "holder": {"podName": "p\\u001b[1m\\nq", "nodeName": "n\\u202e"}}]}
        """
            .formatted(
                condition("Ready", "False", "x", Hostile.JSON),
                condition("GatewayReady", "False", Hostile.JSON, long_),
                "x"));
    String explanation = explanation();
    assertThat(explanation.lines().filter(line -> line.startsWith("shop is ready"))).isEmpty();
    assertThat(explanation)
        .hasSizeGreaterThan(10_000)
        .contains(
            "a\\x1b[31mb\\a\\x1b]0;t\\u009b2J\\u202e\\x7f\\r\\nshop is ready.\\t\"q\" \\ $(touch pwned)",
            "Volume db (claim data) is not served: A\\u009b; pod p\\x1b[1m\\nq on node n\\u202e has the claim",
            "Key press is not accepted: InvalidKey\n  a\\x1b[31m\\nshop is ready.");
  }
}
