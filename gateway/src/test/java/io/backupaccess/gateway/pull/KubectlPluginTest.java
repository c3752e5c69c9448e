package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.kubeapi.FreePort;
import io.backupaccess.kubeapi.KubernetesBinaries;
import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kubectl backupaccess test} from this machine, against a gateway on it. The resource stands
 * in a file, from which the real kubectl reads it.
 */
class KubectlPluginTest {
  private static final String PLUGIN = Repository.path("plugin/kubectl-backupaccess").toString();
  private static final List<String> TOOLS =
      List.of("awk", "cat", "cut", "grep", "head", "ln", "mkdir", "rm", "sed", "tail", "tr");

  @TempDir Path parent;
  private Path folder;
  private TestGateway gateway;
  private String path;
  private String shell;

  @BeforeEach
  void start() throws IOException {
    // A word of rsync's -e must not end at a space.
    folder = Files.createDirectories(parent.resolve("a folder"));
    gateway = new TestGateway(folder);
    Path db = gateway.volume("db");
    Files.writeString(db.resolve("a\u001b[31m\nb"), "1");
    Files.writeString(db.resolve("c"), "2");
    gateway.volume("media");
    gateway.grant("backup-host", "db").start();
    Path programs = Files.createDirectory(folder.resolve("bin"));
    script(
        programs.resolve("kubectl"),
        """
        #!/bin/sh
        for last; do :; done
        exec %s patch --local --filename='%s' --type=merge --patch='{}' -o "$last"
        """
            .formatted(
                KubernetesBinaries.findOrBuild().program("kubectl"), folder.resolve("resource")));
    path = programs + ":" + System.getenv("PATH");
    resource("127.0.0.1", gateway.port(), gateway.publicKey("host"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void resource(String host, int port, String hostKey) throws IOException {
    resource(host, port, List.of("[127.0.0.1]:%d %s".formatted(port, hostKey.strip())));
  }

  private void resource(String host, int port, List<String> knownHosts) throws IOException {
    String fingerprint =
        Processes.run(List.of("ssh-keygen", "-lf", folder.resolve("backup-host.pub").toString()))
            .out()
            .split(" ", 3)[1];
    Map<String, Object> resource =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", "shop", "namespace", "test"),
            "spec",
            Map.of(
                "keys",
                List.of(
                    Map.of(
                        "name",
                        "backup-host",
                        "publicKey",
                        gateway.publicKey("backup-host"),
                        "grants",
                        List.of(Map.of("volume", "db")))),
                "volumes",
                List.of(
                    Map.of("name", "db", "claimName", "db"),
                    Map.of("name", "media", "claimName", "media"))),
            "status",
            Map.of(
                "command",
                "touch pwned",
                "addresses",
                List.of(Map.of("host", host, "port", port)),
                "knownHosts",
                knownHosts,
                "keys",
                List.of(Map.of("name", "backup-host", "fingerprints", List.of(fingerprint)))));
    Files.writeString(folder.resolve("resource"), new ObjectMapper().writeValueAsString(resource));
  }

  private Outcome test(String... more) throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("temporary files"));
    List<String> command = new ArrayList<>(List.of(shell, PLUGIN, "test", "shop"));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().put("PATH", path);
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    builder.environment().remove("SSH_AUTH_SOCK");
    Outcome outcome = Processes.await(builder.start());
    assertThat(outcome.out() + outcome.err()).matches("[\\x20-\\x7e\\n]*");
    assertThat(temporary).isEmptyDirectory();
    assertThat(folder.resolve("home/.ssh")).doesNotExist();
    assertThat(folder.resolve("pwned")).doesNotExist();
    return outcome;
  }

  private static void assertSays(Outcome outcome, String... words) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("kubectl backupaccess: ").contains(words).hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void listsTheVolumesOfTheKey(String by) throws IOException {
    shell = by;
    Outcome listed = test("-i", "backup-host", "--verbose");
    assertThat(listed.exit()).as(listed.err()).isZero();
    assertThat(listed.out())
        .startsWith(
            "127.0.0.1 port %d: the host key is right, and the key is accepted.\nvolume db: 2 entries listed\n"
                .formatted(gateway.port()))
        .contains(" c\n")
        .doesNotContain("media");
    assertThat(gateway.status().get("sessions").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysWhatTheGatewayRefuses(String by) throws IOException {
    shell = by;
    assertSays(
        test("-i", "backup-host", "--volume", "media"),
        "volume media could not be listed (rsync's exit code 23)",
        "No such file or directory",
        "that the key may not read");
    assertSays(test("-i", "backup-host", "--volume", "nope"), "shop has no volume nope");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysThatTheKeyIsRefused(String by) throws IOException {
    shell = by;
    gateway.publicKey("stranger");
    assertSays(
        test("-i", "stranger"),
        "has the right host key, but refuses the key",
        "is none that shop shows");
    gateway.without("backup-host").configure();
    Processes.awaitThat(
        "the key is withdrawn", () -> gateway.status().get("fingerprints").isEmpty());
    assertSays(test("-i", "backup-host"), "It is the key backup-host of shop", "sourceRanges: -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysThatAnotherHostKeyAnswers(String by) throws IOException {
    shell = by;
    resource("127.0.0.1", gateway.port(), gateway.publicKey("another"));
    assertSays(
        test("-i", "backup-host"), "answers with another host key", "do not pull from there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysThatNothingListens(String by) throws IOException {
    shell = by;
    resource("127.0.0.1", FreePort.any(), gateway.publicKey("host"));
    assertSays(test("-i", "backup-host"), "refuses connections: nothing listens there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysThatANameIsUnknown(String by) throws IOException {
    shell = by;
    resource("backup.invalid", 22, List.of("backup.invalid " + gateway.publicKey("host").strip()));
    assertSays(test("-i", "backup-host"), "the name backup.invalid cannot be resolved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysWhichProgramIsMissing(String by) throws IOException {
    shell = by;
    Path few = Files.createDirectory(folder.resolve("few"));
    for (String tool : TOOLS) {
      link(few, tool);
    }
    link(few, shell);
    path = folder.resolve("bin") + ":" + few;
    assertSays(test("-i", "backup-host"), "ssh is not installed on this machine");
    link(few, "ssh");
    Outcome withoutRsync = test("-i", "backup-host");
    assertThat(withoutRsync.out()).contains("the key is accepted");
    assertSays(withoutRsync, "rsync is not installed on this machine");
  }

  private static void link(Path folder, String program) throws IOException {
    String found = Processes.run(List.of("sh", "-c", "command -v " + program)).out().strip();
    script(folder.resolve(program), "#!/bin/sh\nexec " + found + " \"$@\"\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void doesNothingWithAHostileStatus(String by) throws IOException {
    shell = by;
    String key = gateway.publicKey("host").strip();
    for (String host :
        List.of(
            "-oProxyCommand=touch pwned",
            "127.0.0.1;touch pwned",
            "$(touch pwned)",
            "x\n127.0.0.1",
            "\u001b[31m")) {
      resource(host, gateway.port(), key);
      assertSays(test("-i", "backup-host"), "status.addresses has something");
    }
    for (String line :
        List.of("* " + key, "@cert-authority * " + key, "127.0.0.1 " + key + "\n* " + key, "")) {
      resource("127.0.0.1", gateway.port(), List.of(line));
      assertSays(test("-i", "backup-host"), "status.knownHosts has something");
    }
    resource("127.0.0.1", gateway.port(), List.of());
    assertSays(test("-i", "backup-host"), "has published no host key yet");
  }
}
