package io.backupaccess.operator.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KubeApiServerExtension.class)
class PullsTest {

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

  private static String pull(String volume, String start, String rest, String success) {
    return """
        {"name": "%s", "lastPull": {"startTime": "%s", %s}%s}
        """
        .formatted(
            volume,
            start,
            rest,
            success.isEmpty() ? "" : ", \"lastSuccessTime\": \"%s\"".formatted(success));
  }

  private static String pulled(String... pulls) {
    return "{\"keys\": [{\"name\": \"backup-host\", \"reason\": \"Accepted\", \"volumes\": [%s]}]}"
        .formatted(String.join(",", pulls));
  }

  private static String columns(String line) {
    return line.replaceAll(" {2,}", "|");
  }

  @InEachShell
  void areShownForEachKeyAndVolume(String shell) {
    in(shell);
    String time = "2026-12-01T03:00:00Z";
    plugin.status(
        pulled(
            pull(
                "db",
                time,
                "\"durationSeconds\": 42, \"bytes\": 12345678901, \"files\": 1000000, \"unreadable\": 0, \"exitCode\": 0",
                time),
            pull(
                "media",
                time,
                "\"durationSeconds\": 0, \"bytes\": 0, \"files\": 0, \"unreadable\": 3, \"exitCode\": 23",
                ""),
            pull("gone", time, "\"exitCode\": 0", time)));
    assertThat(plugin.run("pulls", "shop").must().lines().map(PullsTest::columns))
        .containsExactly(
            "KEY|VOLUME|LAST PULL|SECONDS|SIZE|FILES|RESULT|LAST WHOLE PULL",
            "backup-host|db|" + time + "|42|11.5 GiB|1000000|complete|" + time,
            "backup-host|media|" + time + "|0|0 B|0|3 unreadable|-",
            "backup-host|drop|never|-|-|-|-|-",
            "press|media|never|-|-|-|-|-",
            "",
            "Running transfers are not known: the gateway has no running pod.");
  }

  @InEachShell
  void ofTheLargestResourceAreAllShown(String shell) {
    in(shell);
    String keys =
        IntStream.range(0, 64)
            .mapToObj(
                "{name: key-%1$d, secretKeyRef: {name: a, key: b}, grants: [{volume: v0}, {volume: v1}, {volume: v2}, {volume: v3}]}"
                    ::formatted)
            .collect(Collectors.joining(", "));
    String volumes =
        IntStream.range(0, 32)
            .mapToObj("{name: v%1$d, claimName: v%1$d}"::formatted)
            .collect(Collectors.joining(", "));
    plugin.apply(
        """
        apiVersion: backupaccess.io/v1alpha1
        kind: BackupAccess
        metadata: {name: large}
        spec: {keys: [%s], volumes: [%s]}
        """
            .formatted(keys, volumes));
    assertThat(plugin.run("pulls", "large").must().lines().filter(line -> line.contains("never")))
        .hasSize(256);
  }

  @InEachShell
  void areNamedAsTheyEnd(String shell) throws IOException {
    in(shell);
    plugin.status(pulled());
    Process watch = plugin.start("pulls", "shop", "--watch");
    try (BufferedReader lines = watch.inputReader()) {
      String line = lines.readLine();
      while (!line.startsWith("Running transfers")) {
        line = lines.readLine();
      }
      for (String time : List.of("2026-12-01T03:00:00Z", "2026-12-02T03:00:00Z")) {
        plugin.status(
            pulled(
                pull(
                    "db",
                    time,
                    "\"durationSeconds\": 1, \"bytes\": 2048, \"files\": 2, \"exitCode\": 0",
                    time)));
        assertThat(columns(lines.readLine()))
            .isEqualTo("backup-host|db|" + time + "|1|2.0 KiB|2|complete|" + time);
      }
      plugin.kubectl("delete", "ba", "shop");
      assertThat(lines.readLine()).isNull();
      assertThat(watch.errorReader().readLine()).contains("(NotFound)");
    } finally {
      watch.destroy();
    }
  }

  /** There is no kubelet here: the answer of `kubectl exec` is played. */
  private void gatewayAnswers(String answer) {
    plugin.write("answer", answer);
    plugin.replace(
        "kubectl",
        """
        kubectl=$(PATH=${PATH#*:} command -v kubectl)
        case " $* " in
          *' get pods '*) echo shop-gateway-1 ;;
          *' exec shop-gateway-1 --container=gateway -- /opt/backup-access/bin/gateway status '*) cat answer ;;
          *' logs shop-gateway-1 '*) cat log 2>/dev/null ;;
          *) exec "$kubectl" "$@" ;;
        esac
        """);
  }

  @InEachShell
  void thatRunAreNamedAsTheGatewaySays(String shell) {
    in(shell);
    gatewayAnswers(
        "{\"sessions\": 2, \"pulling\": [\"backup-host\", \"press\"], \"draining\": false}");
    assertThat(plugin.run("pulls", "shop").must())
        .endsWith("\nTransfers run now of: backup-host press\n");
    gatewayAnswers("{\"sessions\": 0, \"pulling\": []}");
    assertThat(plugin.run("pulls", "shop").must()).endsWith("\nNo transfer runs.\n");
  }

  @InEachShell
  void thatACompromisedGatewayInventsAreNotPrinted(String shell) {
    in(shell);
    gatewayAnswers("{\"pulling\": [\"%s\", \"ok\", \"-x\"]}".formatted(Hostile.JSON));
    assertThat(plugin.run("pulls", "shop").must()).endsWith("\nTransfers run now of: ok\n");
    for (String broken :
        List.of(
            "\u001b[31m",
            "",
            "{",
            "}}\n---\nkind: \u001b[1m",
            "{\"pulling\": 7}",
            "{\"pulling\": \"x\"}",
            "[1]")) {
      gatewayAnswers(broken);
      assertThat(plugin.run("pulls", "shop").must())
          .as(broken)
          .containsPattern("\n(Running transfers are not known: .*|No transfer runs.)\n$");
    }
  }

  @InEachShell
  void ofTheGatewaysLogAreShownThoseThatFailedToo(String shell) {
    in(shell);
    gatewayAnswers("{\"pulling\": []}");
    String ended =
        """
        {"time":"2026-12-01T03:0%d:00.5Z","level":"INFO","message":"transfer ended","key":"backup-host","fingerprint":"SHA256:x",\
        "source":"203.0.113.9","direction":"pull","volumes":"%s","bytesSent":%d,"bytesReceived":1,"seconds":0.08,"exitCode":%d}
        """;
    plugin.write(
        "log",
        "not JSON\n"
            + ended.formatted(1, "db", 12345678901L, 0)
            + "{\"time\":\"x\",\"message\":\"login\"}\n"
            + ended.formatted(2, Hostile.JSON, 0, 12));
    assertThat(plugin.run("pulls", "shop").must().lines().map(PullsTest::columns))
        .containsSequence(
            "The last transfers in the log of shop-gateway-1:",
            "ENDED|KEY|DIRECTION|VOLUMES|SECONDS|BYTES SENT|EXIT CODE",
            "2026-12-01T03:01:00Z|backup-host|pull|db|0.08|12345678901|0")
        .anyMatch(
            line ->
                line.startsWith("2026-12-01T03:02:00Z|backup-host|pull|a\\x1b[31mb")
                    && line.endsWith("|0.08|0|12"));
    plugin.write("log", "{\"time\":\"\u001b[31m\"message\":\"transfer ended\"}\n");
    assertThat(plugin.run("pulls", "shop").must()).doesNotContain("The last transfers");
  }
}
