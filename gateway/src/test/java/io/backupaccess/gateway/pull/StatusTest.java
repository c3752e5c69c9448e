package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.Gateway;
import io.backupaccess.gateway.Startup;
import io.backupaccess.gatewayconfig.KeyConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + TestGateway.TOKEN)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String status(Gateway gateway) {
    return get(gateway.statusPort().orElseThrow(), "/v1/status").body();
  }

  @Test
  void theStatusNamesTheConfigurationInForceAndWhatIsWrongWithIt() throws Exception {
    try (TestGateway gateway = new TestGateway(folder)) {
      gateway.volume("db");
      gateway.grant("backup", "db").start();
      assertThat(get(gateway.gateway().probesPort(), "/readyz").statusCode()).isEqualTo(200);
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

  private TestGateway started() throws IOException {
    TestGateway gateway = new TestGateway(folder);
    Files.writeString(gateway.volume("db").resolve("file"), "content");
    return gateway.grant("backup", "db").start();
  }

  private String pulls(TestGateway gateway, long after) {
    return get(gateway.gateway().statusPort().orElseThrow(), "/v1/pulls?journal=&after=" + after)
        .body();
  }

  private int acknowledge(TestGateway gateway, String journal, long upTo) throws Exception {
    int port = gateway.gateway().statusPort().orElseThrow();
    String place = "/v1/pulls/acknowledge?journal=" + journal + "&upTo=" + upTo;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + place))
            .header("Authorization", "Bearer " + TestGateway.TOKEN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @Test
  void withoutTheConfinementItRequiresTheGatewayServesNobodyAndSaysWhy() throws Exception {
    try (TestGateway prepared = new TestGateway(folder)) {
      prepared.volume("db");
      prepared.grant("backup", "db").configure();
      Gateway gateway = Startup.prepare(prepared.configFile(), Path.of("/bin/false"));
      gateway.start();
      assertThat(get(gateway.probesPort(), "/livez").statusCode()).isEqualTo(200);
      assertThat(get(gateway.probesPort(), "/readyz").statusCode()).isEqualTo(503);
      assertThat(status(gateway)).contains("\"layers\":[]", "\"message\":\"the probe ended with 1");
      assertThat(gateway.sshPort()).as("the port of SSH, 0 as in the settings").isZero();
      gateway.stop();
    }
  }
}
