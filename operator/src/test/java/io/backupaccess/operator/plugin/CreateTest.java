package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.GrantSpec;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.plugin.Plugin.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KubeApiServerExtension.class)
class CreateTest {

  @TempDir Path folder;
  private KubeApiServer server;
  private Plugin plugin;

  @BeforeEach
  void start(KubeApiServer given) {
    server = given;
  }

  private void in(String shell) {
    plugin = new Plugin(server, shell, folder);
    plugin.write("key.pub", "\n# ours\n" + Plugin.KEY + " \"me\" \\ $(touch pwned)\r\n");
  }

  private static List<String> volumes(BackupAccess access) {
    return access.getSpec().volumes().stream()
        .map(volume -> volume.name() + "=" + volume.claimName())
        .toList();
  }

  @InEachShell
  void makesWhatTheOptionsSay(String shell) {
    in(shell);
    Outcome made =
        plugin.run(
            ("create shop --key key.pub --key-name nightly --claim data --claim m_2=media.v2 --source 203.0.113.0/24"
                    + " --source 2001:db8::/48 --expires 2027-01-31T00:00:00Z --max-age 26h --type NodePort")
                .split(" "));
    assertThat(made.must()).contains("shop created");
    BackupAccess shop = plugin.get("shop");
    assertThat(volumes(shop)).containsExactly("data=data", "m_2=media.v2");
    KeySpec key = shop.getSpec().keys().getFirst();
    assertThat(key.name()).isEqualTo("nightly");
    assertThat(key.publicKey()).isEqualTo(Plugin.KEY + " \"me\" \\ $(touch pwned)");
    assertThat(key.grants()).extracting(GrantSpec::volume).containsExactly("data", "m_2");
    assertThat(key.sourceRanges()).containsExactly("203.0.113.0/24", "2001:db8::/48");
    assertThat(key.expirationTime()).isEqualTo("2027-01-31T00:00:00Z");
    assertThat(shop.getSpec().freshness().maxAge()).isEqualTo("26h");
    assertThat(shop.getSpec().service().type()).hasToString("NODE_PORT");
    assertThat(shop.getSpec().volumes()).extracting(VolumeSpec::path).containsOnlyNulls();
  }

  @InEachShell
  void asksWhichOfTheNamespacesClaimsItShallTake(String shell) {
    in(shell);
    plugin.claim("data");
    plugin.claim("media");
    Outcome made = plugin.answer("2\n", "create", "shop", "--key", "key.pub");
    made.must();
    assertThat(made.err()).contains("1  data   Pending", "2  media  Pending");
    assertThat(volumes(plugin.get("shop"))).containsExactly("media=media");
    for (String wrong :
        List.of("", "3\n", "x\n", "0\n", "\n", "1 1\n", "1;2\n", "99999999999999999999\n")) {
      Outcome refused = plugin.answer(wrong, "create", "other", "--key", "key.pub");
      assertThat(refused.exitCode()).as(wrong).isEqualTo(2);
      assertThat(plugin.get("other")).isNull();
    }
  }

  @InEachShell
  void printsTheResourceWithoutMakingIt(String shell) {
    in(shell);
    String yaml =
        plugin
            .run("create", "shop", "--key=key.pub", "--claim=data", "--dry-run=client", "-oyaml")
            .must();
    assertThat(plugin.get("shop")).isNull();
    plugin.apply(yaml);
    assertThat(volumes(plugin.get("shop"))).containsExactly("data=data");
  }

  @InEachShell
  void takesPublicKeysAlone(String shell) {
    in(shell);
    record Case(String file, String words) {}
    for (Case wrong :
        List.of(
            new Case("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "is a private key"),
            new Case("command=\"id\" " + Plugin.KEY, "without options"),
            new Case(Plugin.KEY + "\n" + Plugin.OTHER_KEY + "\n", "more than one key"),
            new Case("ssh-ed25519 \u001b[31m\n", "is not a .pub file"),
            new Case("ssh-dss AAAA\n", "is not a .pub file"),
            new Case("", "is not a .pub file"))) {
      plugin.write("wrong.pub", wrong.file);
      Outcome refused = plugin.run("create", "shop", "--key", "wrong.pub", "--claim", "data");
      assertThat(refused.exitCode()).as(wrong.file).isEqualTo(2);
      assertThat(refused.err()).contains(wrong.words).hasLineCount(1);
    }
    plugin.write("odd.pub", Plugin.KEY + " J\u00f6rg\u001b[31m\n");
    plugin.run("create", "shop", "--key", "odd.pub", "--claim", "data").must();
    assertThat(plugin.get("shop").getSpec().keys().getFirst().publicKey()).isEqualTo(Plugin.KEY);
  }

  @InEachShell
  void tellsInOneLineWhatTheApiServerRefuses(String shell) {
    in(shell);
    plugin.applyShop();
    Outcome there = plugin.run("create", "shop", "--key", "key.pub", "--claim", "data");
    assertThat(there.exitCode()).isEqualTo(1);
    assertThat(there.err()).contains("already exists").hasLineCount(1);
    Outcome refused =
        plugin.run("create", "other", "--key", "key.pub", "--claim", "data", "--max-age", "1s");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("at least 5m").hasLineCount(1);
  }
}
