package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("kubectl backupaccess")
class PluginTest {

  private static final String PLUGIN =
      Path.of("../plugin/kubectl-backupaccess").toAbsolutePath().normalize().toString();

  private static final Duration SOON = Duration.ofMinutes(2);

  private final Scene scene = new Scene();

  /** Runs the plugin, and shows what it answers: these are the examples of the manual. */
  private Command.Result plugin(String... arguments) {
    List<String> command = new ArrayList<>(List.of("dash", PLUGIN, "-n", scene.namespace));
    command.addAll(List.of(arguments));
    Command.Result result = Command.run(command);
    System.out.printf(
        "$ kubectl backupaccess %s%n%s%n", String.join(" ", arguments), result.output());
    assertThat(result.output()).matches("[\\x20-\\x7e\\n]*");
    return result;
  }

  private String must(String... arguments) {
    Command.Result result = plugin(arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  @Test
  void leadsFromAKeyToAPullAndToTheEndOfTheKey() throws Exception {
    try (scene) {
      scene.claimWithLarge("documents", 3_000_000, "ReadWriteOnce");
      BackupHost host = new BackupHost(scene, "backup-host");
      BackupHost next = new BackupHost(scene, "next");
      String key = host.path("key").toString();

      must(
          "create", "documents", "--key", key + ".pub", "--claim", "documents", "--claim", "media");
      scene.awaitReason("documents", "VolumesReady", "ClaimNotFound");
      scene.awaitCondition("documents", "GatewayReady");
      assertThat(must("explain", "documents"))
          .contains(
              "is not ready: ClaimNotFound",
              "Volume media (claim media) is not served: ClaimNotFound",
              "Pod documents-gateway-",
              ": Running");
      Command.Result tested = plugin("test", "documents", "-i", key);
      assertThat(tested.exitCode()).isEqualTo(1);
      assertThat(tested.output())
          .contains(
              "the key is accepted",
              "volume documents: 2 entries listed",
              "volume media is not available now");

      scene.claimWith("media", "one", "one");
      scene.awaitReady("documents");
      assertThat(must("explain", "documents")).contains("is ready.");
      assertThat(must("test", "documents", "-i", key)).contains("volume media: 1 entries listed");

      pastes(host, must("command", "documents", "-i", key));
      assertThat(host.path("documents/large")).hasSize(3_000_000);
      assertThat(host.path("media/one")).hasContent("one");
      scene.askGatewaysOf("documents");
      Scene.await(
          "the record of the pull",
          SOON,
          () -> plugin("pulls", "documents").output().contains("complete"));

      scene.kubectl(
          "patch",
          "backupaccess",
          "documents",
          "--type=json",
          "--patch",
          """
          [{"op": "add", "path": "/spec/keys/0/limits", "value": {"bytesPerSecond": "20Ki"}}]
          """);
      scene.awaitObserved("documents");
      LongPull pull = LongPull.begin(host, scene.status("documents"), "documents");
      assertThat(must("pulls", "documents")).contains("Transfers run now of: backup-host");

      must("keys", "rotate", "documents", "backup-host", "--key", next.path("key.pub").toString());
      Scene.await("the pull of the former key ends", SOON, () -> !pull.goesOn());
      assertThat(pull.end().exitCode()).isNotZero();
      assertThat(must("test", "documents", "-i", next.path("key").toString()))
          .contains("volume documents: 2 entries listed");
      Command.Result refused = plugin("test", "documents", "-i", key);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output()).contains("has the right host key, but refuses the key");
      must("keys", "list", "documents");
    }
  }

  /** Pastes the lines into a shell of the host, whose known_hosts is elsewhere than ssh's own. */
  private static void pastes(BackupHost host, String lines) {
    String known = host.path("known").toString();
    Command.must(
        "bash",
        "-ec",
        "cd "
            + host.path(".")
            + "\n"
            + lines
                .replace("~/.ssh/known_hosts", known)
                .replace(
                    "-o IdentitiesOnly=yes",
                    "-o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile="
                        + known));
  }
}
