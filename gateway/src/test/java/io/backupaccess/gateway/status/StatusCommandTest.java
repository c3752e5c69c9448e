package io.backupaccess.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.GatewayStatus.Clients;
import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code gateway status}, beside a gateway that runs. */
class StatusCommandTest {
  private static final GatewayStatus STATUS =
      new GatewayStatus(
          "digest",
          List.of(),
          List.of(),
          new ConfinementStatus(7, List.of(), null),
          0,
          List.of(),
          false,
          Clients.NONE,
          List.of(),
          1,
          0,
          null);

  @TempDir Path folder;

  private final List<String> enforced = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;
  private StatusApi api;

  @BeforeEach
  void open() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "the token of this gateway\n");
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    api = new StatusApi(new StatusListener(any, token), Optional.empty());
    api.open(
        () -> STATUS,
        () -> {},
        () -> {},
        document -> enforced.add(new String(document, StandardCharsets.UTF_8)));
    config =
        Files.writeString(
            folder.resolve("gateway.json"),
            """
            {"server": {"sshListen": "127.0.0.1:0", "probesListen": "127.0.0.1:0",
              "statusListen": "0.0.0.0:%d", "statusTokenFile": "%s",
              "hostKeyFiles": ["/nonexistent"], "runtimeDirectory": "/nonexistent",
              "confinement": "Required"}}
            """
                .formatted(api.port(), token));
  }

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  private int run(String... arguments) {
    return new CommandLine(new StatusCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void printsTheStatus() {
    assertThat(run("--config", config.toString())).isZero();
    assertThat(out.toString()).startsWith("{\"configurationDigest\":\"digest\"").endsWith("}\n");
  }

  @Test
  void asksWhatItIsToldTo() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "{\"keys\": []}");
    assertThat(run("--config", config.toString(), "POST /v1/enforce", "--body", other.toString()))
        .isZero();
    assertThat(enforced).containsExactly("{\"keys\": []}");
    assertThat(run("--config", config.toString(), "GET /v1/other")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("not found\n");
  }

  @Test
  void saysWhyThereIsNoAnswer() throws IOException {
    Files.writeString(folder.resolve("token"), "the token of another gateway\n");
    assertThat(run("--config", config.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("gateway: ");
    assertThat(run("--config", folder.resolve("none").toString())).isEqualTo(1);
  }
}
