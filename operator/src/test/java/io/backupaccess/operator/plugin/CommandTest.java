package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.plugin.Plugin.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KubeApiServerExtension.class)
class CommandTest {

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

  private static String status(String host, String port, String knownHost) {
    return """
        {"addresses": [{"host": "%s", "port": %s}], "knownHosts": ["%s"],
         "volumes": [{"name": "db", "served": true, "reason": "Served"},
                     {"name": "media", "served": false, "reason": "%s"},
                     {"name": "drop", "served": true, "reason": "Served"}]}
        """
        .formatted(host, port, knownHost, "x".repeat(40));
  }

  @InEachShell
  void printsLinesThatAShellTakesAsTheyAreMeant(String shell) throws IOException {
    in(shell);
    plugin.status(status("2001:db8::1", "30022", "[2001:db8::1]:30022 " + Plugin.OTHER_KEY));
    plugin.replace("rsync", "printf '<%s>' \"$@\"; echo\n");
    Files.createDirectory(plugin.folder.resolve("home/.ssh"));
    plugin.write("script", plugin.run("command", "shop", "-i", "/k/key").must());
    String ran = Plugin.await(plugin.start(List.of(shell, "script")), "").must();
    String ssh = "<-e><ssh -i /k/key -o IdentitiesOnly=yes -p 30022>";
    assertThat(ran.lines())
        .containsExactly(
            "<-aH><--numeric-ids>" + ssh + "<backup@[2001:db8::1]:/db/><./db/>",
            "<-aH><--numeric-ids>" + ssh + "<backup@[2001:db8::1]:/media/><./media/>",
            "<-a>" + ssh + "<./drop/><backup@[2001:db8::1]:/drop/>",
            "<-aH><--numeric-ids>" + ssh + "<backup@[2001:db8::1]:/><./media/>");
    assertThat(plugin.folder.resolve("home/.ssh/known_hosts"))
        .content()
        .isEqualTo("[2001:db8::1]:30022 " + Plugin.OTHER_KEY + "\n");
  }

  @InEachShell
  void printsTheLinesOfOneKey(String shell) {
    in(shell);
    plugin.status(status("backup.example.org", "22", "backup.example.org " + Plugin.OTHER_KEY));
    String lines = plugin.run("command", "shop", "--key-name", "press").must();
    assertThat(lines)
        .contains("# media is not served now")
        .endsWith(
            "rsync -aH --numeric-ids -e 'ssh -i KEY -o IdentitiesOnly=yes' backup@backup.example.org:/ ./media/\n")
        .doesNotContain("/db/");
    assertThat(plugin.run("command", "shop", "--key-name", "other").exitCode()).isEqualTo(2);
  }

  @InEachShell
  void printsNothingToPasteOfAHostileStatus(String shell) {
    in(shell);
    String good = "203.0.113.7 " + Plugin.OTHER_KEY;
    for (String hostile :
        List.of(
            status("$(touch pwned)", "22", good),
            status("-oProxyCommand=touch pwned", "22", good),
            status("a;touch pwned", "22", good),
            status(Hostile.JSON, "22", good),
            status("203.0.113.7", "70000", good),
            status("203.0.113.7", "-1", good),
            status("203.0.113.7", "22", "203.0.113.7'; touch pwned; ' " + Plugin.OTHER_KEY),
            status("203.0.113.7", "22", "@cert-authority " + good),
            status("203.0.113.7", "22", "* " + Plugin.OTHER_KEY),
            status("203.0.113.7", "22", good + "\\n* " + Plugin.KEY),
            status("203.0.113.7", "22", good + " $(touch pwned)"),
            status("203.0.113.7", "22", ""),
            status("203.0.113.7", "22", Hostile.JSON))) {
      plugin.status(hostile);
      Outcome refused = plugin.run("command", "shop");
      assertThat(refused.exitCode()).as(hostile).isEqualTo(1);
      assertThat(refused.out()).as(hostile).isEmpty();
      assertThat(refused.err()).as(hostile).contains("nothing is done with it").hasLineCount(1);
    }
  }

  @InEachShell
  void doesNotPrintAReasonThatIsNone(String shell) {
    in(shell);
    plugin.status(
        status("203.0.113.7", "22", "203.0.113.7 " + Plugin.OTHER_KEY)
            .replace("x".repeat(40), "No\\nrsync --evil"));
    assertThat(plugin.run("command", "shop").must())
        .contains("# media is not served now: the gateway has not said so\n")
        .doesNotContain("evil");
  }

  @InEachShell
  void saysWhyThereIsNoAddress(String shell) {
    in(shell);
    Outcome none = plugin.run("command", "shop");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("no address yet", "kubectl backupaccess explain shop");
    plugin.status(
        """
        {"conditions": [{"type": "Ready", "status": "False", "reason": "AddressPending", "message": "%s",
          "lastTransitionTime": "2026-12-01T03:00:00Z"}]}
        """
            .formatted(Hostile.JSON));
    assertThat(plugin.run("command", "shop").err())
        .contains("no address yet. AddressPending: a\\x1b[31m")
        .hasLineCount(1);
  }
}
