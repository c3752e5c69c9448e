package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.backupaccess.gateway.Gateway;
import io.backupaccess.gateway.Startup;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway tells about itself. */
class StatusTest {
  @TempDir Path folder;

  private static String status(Gateway gateway) {
    return TestGateway.ask(gateway, "GET /v1/status", "").body();
  }

  @Test
  void theStatusNamesTheConfigurationInForceAndWhatIsWrongWithIt() throws Exception {
    try (TestGateway gateway = new TestGateway(folder)) {
      gateway.volume("db");
      gateway.grant("backup", "db").start();
      assertThat(gateway.probe("/readyz")).isEqualTo(200);
      assertThat(status(gateway.gateway())).contains("\"problems\":[]", "\"landlock\"");
      gateway.with(new KeyConfig("bad", List.of("nonsense"), List.of("db"), null, null, null));
      gateway.configure();
      String digest =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(Files.readAllBytes(gateway.configFile())));
      awaitThat(
          "the new configuration is in force",
          () -> status(gateway.gateway()).contains("\"configurationDigest\":\"" + digest + "\""));
      assertThat(status(gateway.gateway()))
          .contains("\"field\":\"keys[1].authorizedKeys[0]\"")
          .doesNotContain("nonsense");
    }
  }

  @Test
  void recordsOfPullsWaitUntilTheyAreAcknowledgedEvenIfTheGatewayStartsAgain() throws Exception {
    String page;
    try (TestGateway gateway = started()) {
      gateway.client("backup").pull("db/", folder.resolve("copy"));
      awaitThat("a record waits", () -> pulls(gateway, 0).contains("\"sequence\":1"));
      page = pulls(gateway, 0);
    }
    assertThat(page)
        .contains("\"key\":\"backup\"", "\"wholeVolumes\":[\"db\"]", "\"unreadable\":0")
        .contains("\"files\":1", "\"exitCode\":0", "\"completed\":true", "\"lost\":0");
    String journal = page.strip().replaceAll(".*\"journal\":\"([0-9a-f]{32})\".*", "$1");
    try (TestGateway gateway = started()) {
      assertThat(pulls(gateway, 0)).isEqualTo(page);
      assertThat(acknowledge(gateway, journal, 1)).isEqualTo(200);
      assertThat(pulls(gateway, 0)).contains("\"acknowledged\":1", "\"records\":[]");
      assertThat(acknowledge(gateway, "nonsense", 1)).isEqualTo(400);
    }
  }

  @Test
  void loginsRefusalsAndBytesAreCounted() throws Exception {
    try (TestGateway gateway = started()) {
      gateway.client("stranger").command("true");
      gateway.client("backup").command("id");
      gateway.client("backup").pull("db/", folder.resolve("copy"));
      awaitThat("a pull is told", () -> gateway.status().get("lastRecord").asLong() == 1);
      JsonNode counters = gateway.status().get("counters");
      assertThat(counters.get("process").asText()).matches("[0-9a-f]{32}");
      assertThat(counters.get("logins").asInt()).isEqualTo(2);
      assertThat(counters.at("/refusals/key").asInt()).isEqualTo(1);
      assertThat(counters.at("/refusals/command").asInt()).isEqualTo(1);
      assertThat(counters.get("bytesSent").asLong()).isGreaterThan("content".length());
      assertThat(counters.get("bytesReceived").asLong()).isPositive();
    }
  }

  private TestGateway started() throws IOException {
    TestGateway gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    return gateway.grant("backup", "db").start();
  }

  private static String pulls(TestGateway gateway, long after) {
    return gateway.ask("GET /v1/pulls?journal=&after=" + after, "").body();
  }

  private static int acknowledge(TestGateway gateway, String journal, long upTo) {
    String place = "/v1/pulls/acknowledge?journal=" + journal + "&upTo=" + upTo;
    return gateway.ask("POST " + place, "").code();
  }

  @Test
  void withoutTheConfinementItRequiresTheGatewayServesNobodyAndSaysWhy() throws Exception {
    try (TestGateway prepared = new TestGateway(folder)) {
      prepared.volume("db");
      prepared.grant("backup", "db").configure();
      Gateway gateway = Startup.prepare(prepared.configFile(), Path.of("/bin/false"));
      gateway.start();
      assertThat(TestGateway.probe(gateway, "/livez")).isEqualTo(200);
      assertThat(TestGateway.probe(gateway, "/readyz")).isEqualTo(503);
      assertThat(status(gateway)).contains("\"layers\":[]", "\"message\":\"the probe ended with 1");
      assertThat(gateway.port()).as("the port of SSH, 0 as in the settings").isZero();
      gateway.stop();
    }
  }
}
