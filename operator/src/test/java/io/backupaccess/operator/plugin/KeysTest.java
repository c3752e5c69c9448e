package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.GrantSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.plugin.Plugin.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KubeApiServerExtension.class)
class KeysTest {

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
    plugin.write("new.pub", Plugin.OTHER_KEY + " new\n");
  }

  private List<KeySpec> keys() {
    return plugin.get("shop").getSpec().keys();
  }

  private List<String> names() {
    return keys().stream().map(KeySpec::name).toList();
  }

  private static void assertRefused(Outcome outcome, String words) {
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains(words).hasLineCount(1);
  }

  @InEachShell
  void areListedWithTheirStateAndGrants(String shell) {
    in(shell);
    plugin.status(
        """
        {"keys": [{"name": "backup-host", "reason": "Accepted", "fingerprints": ["SHA256:one", "SHA256:two"], "fingerprintCount": 2},
                  {"name": "press", "reason": "%1$.64s", "message": "%1$s"}]}
        """
            .formatted("x\\u001b[31m"));
    assertThat(
            plugin
                .run("keys", "list", "shop")
                .must()
                .lines()
                .map(line -> line.replaceAll(" {2,}", "|")))
        .containsExactly(
            "KEY|STATE|FINGERPRINT|EXPIRES|VOLUMES|FROM",
            "backup-host|Accepted|SHA256:one and 1 more|-|*|-",
            "press|x\\x1b[31m|- (Secret press)|-|media (root media)|10.0.0.0/8");
  }

  @InEachShell
  void areAdded(String shell) {
    in(shell);
    plugin
        .run(
            "keys",
            "add",
            "shop",
            "tape",
            "--key",
            "new.pub",
            "--volume",
            "db",
            "--volume",
            "media",
            "--source",
            "10.0.0.0/8")
        .must();
    assertThat(names()).containsExactly("backup-host", "press", "tape");
    assertThat(keys().getLast().publicKey()).isEqualTo(Plugin.OTHER_KEY + " new");
    assertThat(keys().getLast().grants())
        .extracting(GrantSpec::volume)
        .containsExactly("db", "media");
    assertRefused(
        plugin.run("keys", "add", "shop", "tape", "--key", "new.pub", "--all-volumes"), "already");
    assertRefused(
        plugin.run("keys", "add", "shop", "disk", "--key", "new.pub", "--volume", "nope"),
        "must name volumes");
  }

  @InEachShell
  void ofOneNameAreNotAddedByTwoAtOnce(String shell) {
    in(shell);
    plugin.changeBeforeItsPatch(
        """
        [{"op": "add", "path": "/spec/keys/-", "value":
          {"name": "tape", "publicKey": "%s", "grants": [{"volume": "db"}]}}]
        """
            .formatted(Plugin.OTHER_KEY));
    assertRefused(
        plugin.run("keys", "add", "shop", "tape", "--key", "new.pub", "--all-volumes"),
        "Duplicate value");
    assertThat(keys().getLast().publicKey()).isEqualTo(Plugin.OTHER_KEY);
  }

  @InEachShell
  void areReplacedInPlace(String shell) {
    in(shell);
    plugin.run("keys", "rotate", "shop", "backup-host", "--key", "new.pub").must();
    assertThat(names()).containsExactly("backup-host", "press");
    assertThat(keys().getFirst().publicKey()).isEqualTo(Plugin.OTHER_KEY + " new");
    assertRefused(
        plugin.run("keys", "rotate", "shop", "backup-host", "--key", "new.pub"),
        "has this key already");
    assertRefused(
        plugin.run("keys", "rotate", "shop", "press", "--key", "new.pub"), "in the Secret press");
  }

  @InEachShell
  void canOverlapWithTheOldOne(String shell) {
    in(shell);
    plugin
        .run(
            "keys",
            "rotate",
            "shop",
            "backup-host",
            "--key",
            "new.pub",
            "--keep-old-until",
            "2027-01-31T00:00:00Z")
        .must();
    assertThat(names()).containsExactly("backup-host-old", "backup-host", "press");
    KeySpec old = keys().getFirst();
    assertThat(old.publicKey()).isEqualTo(Plugin.KEY + " first");
    assertThat(old.expirationTime()).isEqualTo("2027-01-31T00:00:00Z");
    assertThat(old.grants()).isEqualTo(keys().get(1).grants());
    assertThat(keys().get(1).publicKey()).isEqualTo(Plugin.OTHER_KEY + " new");
    assertThat(keys().get(1).expirationTime()).isNull();
  }

  @InEachShell
  void areRevokedByNameWhereverTheyStandByThen(String shell) {
    in(shell);
    plugin.run("keys", "add", "shop", "tape", "--key", "new.pub", "--all-volumes").must();
    plugin.changeBeforeItsPatch("[{\"op\": \"remove\", \"path\": \"/spec/keys/0\"}]");
    plugin.run("keys", "revoke", "shop", "press").must();
    assertThat(names()).containsExactly("tape");
  }

  @InEachShell
  void thatSomebodyElseHasReplacedMeanwhileAreNotReplacedAgain(String shell) {
    in(shell);
    plugin.changeBeforeItsPatch(
        """
        [{"op": "replace", "path": "/spec/keys/0/publicKey", "value": "%s theirs"}]
        """
            .formatted(Plugin.OTHER_KEY));
    assertRefused(
        plugin.run("keys", "rotate", "shop", "backup-host", "--key", "new.pub"),
        "somebody else has replaced");
    assertThat(keys().getFirst().publicKey()).isEqualTo(Plugin.OTHER_KEY + " theirs");
  }

  @InEachShell
  void areNotRevokedWhereThatWouldGrantMore(String shell) {
    in(shell);
    plugin.run("keys", "revoke", "shop", "press").must();
    assertRefused(plugin.run("keys", "revoke", "shop", "backup-host"), "is the only key");
    assertRefused(plugin.run("keys", "revoke", "shop", "press"), "has no key press");
    plugin.kubectl(
        "patch",
        "ba",
        "shop",
        "--type=merge",
        "--patch",
        """
        {"spec": {"keys": [{"name": "fleet", "grants": [{"volume": "db"}], "certificateAuthority":
          {"publicKey": "%s", "principals": ["nightly"], "revoked": {"serials": ["17"]}}}]}}
        """
            .formatted(Plugin.KEY));
    assertRefused(plugin.run("keys", "revoke", "shop", "fleet"), "has revocations");
    assertRefused(
        plugin.run("keys", "rotate", "shop", "fleet", "--key", "new.pub"), "is an authority");
  }
}
