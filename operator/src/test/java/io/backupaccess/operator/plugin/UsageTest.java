package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.plugin.Plugin.Outcome;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KubeApiServerExtension.class)
class UsageTest {

  private static final List<String> COMMANDS =
      List.of("create", "command", "explain", "pulls", "keys", "test");

  @TempDir Path folder;
  private KubeApiServer server;
  private Plugin plugin;

  @BeforeEach
  void start(KubeApiServer given) {
    server = given;
  }

  private void in(String shell) {
    plugin = new Plugin(server, shell, folder);
    plugin.write("key.pub", Plugin.KEY + "\n");
  }

  @InEachShell
  void badInputGetsOneLineAndExitCode2(String shell) {
    in(shell);
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("nonsense"),
            List.of("\u001b[31m\n"),
            List.of("explain"),
            List.of("explain", ""),
            List.of("explain", "Shop"),
            List.of("explain", "$(touch pwned)"),
            List.of("explain", "shop\nother"),
            List.of("explain", "x".repeat(64)),
            List.of("explain", "shop", "other"),
            List.of("explain", "--all"),
            List.of("explain", "-x"),
            List.of("explain", "shop", "-n"),
            List.of("explain", "shop", "-n", "*"),
            List.of("explain", "shop", "--namespace="),
            List.of("pulls", "shop", "--watch=no"),
            List.of("command", "shop", "-i", "/a b"),
            List.of("command", "shop", "-i", "$(id)"),
            List.of("keys"),
            List.of("keys", "steal", "shop"),
            List.of("keys", "list"),
            List.of("keys", "list", "shop", "key"),
            List.of("keys", "revoke", "shop"),
            List.of("keys", "revoke", "shop", "../x"),
            List.of("keys", "add", "shop", "key", "--key", "key.pub"),
            List.of("keys", "add", "shop", "key", "--key", "none.pub", "--all-volumes"),
            List.of("keys", "add", "shop", "key", "--all-volumes"),
            List.of(
                "keys",
                "add",
                "shop",
                "key",
                "--key",
                "key.pub",
                "--all-volumes",
                "--volume",
                "db"),
            List.of("keys", "add", "shop", "key", "--key", "key.pub", "--volume", "\"}"),
            List.of(
                "keys", "rotate", "shop", "key", "--key", "key.pub", "--keep-old-until", "soon"),
            List.of("create", "shop"),
            List.of("create", "shop", "--key", "/"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a\"b"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "x".repeat(64)),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a", "--claim", "a"),
            List.of(
                "create", "shop", "--key", "key.pub", "--claim", "a", "--source", "203.0.113.7"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a", "--expires", "tomorrow"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a", "--max-age", "1d"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a", "--type", "Ingress"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a", "-o", "jsonpath={}"),
            List.of("create", "shop", "--key", "key.pub", "--claim", "a", "--dry-run", "maybe"),
            List.of("test", "shop", "-i", "none"),
            List.of("test", "shop", "--volume", "-x"))) {
      Outcome outcome = plugin.run(wrong.toArray(String[]::new));
      assertThat(outcome.exitCode()).as("%s: %s", wrong, outcome).isEqualTo(2);
      assertThat(outcome.out()).as("%s", wrong).isEmpty();
      assertThat(outcome.err())
          .as("%s", wrong)
          .startsWith("kubectl backupaccess: ")
          .hasLineCount(1);
    }
  }

  @InEachShell
  void whatTheClusterDoesNotHaveGetsOneLineToo(String shell) {
    in(shell);
    Outcome missing = plugin.run("explain", "shop");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("\"shop\" not found").hasLineCount(1);
    Outcome context = plugin.run("explain", "shop", "--context", "no such");
    assertThat(context.exitCode()).isEqualTo(1);
    assertThat(context.err()).contains("no such").hasLineCount(1);
    assertThat(plugin.run("explain", "shop", "--kubeconfig=/none").exitCode()).isEqualTo(1);
  }

  @InEachShell
  void eachCommandHasHelp(String shell) {
    in(shell);
    assertThat(plugin.run("--help").must()).contains(COMMANDS);
    for (String command : COMMANDS) {
      assertThat(plugin.run(command, "-h").must())
          .contains("kubectl backupaccess " + command, "--namespace", "--context", "--kubeconfig")
          .isEqualTo(plugin.run(command, "--help").must());
    }
  }

  @InEachShell
  void kubectlFindsAndCompletesIt(String shell) {
    in(shell);
    plugin.applyShop();
    plugin.claim("data");
    assertThat(Plugin.await(plugin.start(List.of("kubectl", "backupaccess", "-h")), "").must())
        .contains("kubectl backupaccess create");
    assertThat(completed("")).startsWith(COMMANDS.getFirst() + "\t").endsWith("\n:4\n");
    assertThat(completed("keys", "")).isEqualTo("list\nadd\nrotate\nrevoke\n:4\n");
    assertThat(completed("explain", "-n", plugin.namespace, "")).isEqualTo("shop\n:4\n");
    assertThat(completed("-n", plugin.namespace, "pulls", "s")).isEqualTo("shop\n:4\n");
    assertThat(completed("pulls", "-n", plugin.namespace, "t")).isEqualTo(":4\n");
    assertThat(completed("keys", "revoke", "-n", plugin.namespace, "shop", ""))
        .isEqualTo("backup-host\npress\n:4\n");
    assertThat(completed("keys", "add", "-n", plugin.namespace, "shop", "x", "--volume", ""))
        .isEqualTo("db\nmedia\ndrop\n:4\n");
    assertThat(completed("create", "x", "--namespace=" + plugin.namespace, "--claim", ""))
        .isEqualTo("data\n:4\n");
    assertThat(completed("create", "x", "--key", "")).isEqualTo(":0\n");
    assertThat(completed("test", "x", "--i")).isEqualTo("--identity\n:4\n");
    assertThat(completed("explain", "--context", "")).isEqualTo("test\n:4\n");
  }

  private String completed(String... words) {
    List<String> line = new ArrayList<>(List.of("kubectl", "__complete", "backupaccess"));
    line.addAll(List.of(words));
    return Plugin.await(plugin.start(line), "").must();
  }

  @InEachShell
  void optionsAreDocumented(String shell) throws IOException {
    in(shell);
    String page = Files.readString(Plugin.PROGRAMS.resolve("../docs/plugin.md"));
    for (String command : COMMANDS) {
      Pattern.compile("--[a-z][a-z-]+")
          .matcher(plugin.run(command, "-h").must())
          .results()
          .forEach(option -> assertThat(page).contains(option.group()));
    }
  }

  @Test
  void theKrewManifestHasOnlyPlacesThatAReleaseFills() throws IOException {
    String template = Files.readString(Plugin.PROGRAMS.resolve("krew.yaml.in"));
    String filled =
        template
            .replace("@VERSION@", "v0.1.0")
            .replace("@URI@", "https://example.org/a.tar.gz")
            .replace("@SHA256@", "0".repeat(64));
    assertThat(filled).doesNotContain("@");
    var manifest = new KubernetesSerialization().unmarshal(filled, GenericKubernetesResource.class);
    assertThat(manifest.getApiVersion()).isEqualTo("krew.googlecontainertools.github.com/v1alpha2");
    assertThat(manifest.getKind()).isEqualTo("Plugin");
    assertThat(manifest.getMetadata().getName()).isEqualTo("backupaccess");
    assertThat((String) manifest.get("spec", "version")).isEqualTo("v0.1.0");
    assertThat((String) manifest.get("spec", "platforms", 0, "bin"))
        .isEqualTo("kubectl-backupaccess");
    assertThat((String) manifest.get("spec", "platforms", 0, "sha256")).hasSize(64);
  }

  @InEachShell
  void shellcheckFindsNothing(String shell) {
    in(shell);
    Outcome checked =
        Plugin.await(
            plugin.start(
                List.of(
                    "shellcheck",
                    Plugin.PROGRAMS + "/kubectl-backupaccess",
                    Plugin.PROGRAMS + "/kubectl_complete-backupaccess")),
            "");
    assertThat(checked.exitCode()).as(checked.out() + checked.err()).isZero();
  }
}
