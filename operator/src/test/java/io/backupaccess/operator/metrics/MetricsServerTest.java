package io.backupaccess.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The port of metrics, without an operator that works. */
class MetricsServerTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private MetricsServer server;

  @BeforeEach
  void open() throws IOException {
    server = new MetricsServer(0, new OperatorMetrics(Clock.systemUTC()));
  }

  @AfterEach
  void close() {
    server.close();
    http.close();
  }

  private HttpResponse<String> ask(String method, String path, String accept) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.noBody())
            .header("Accept", accept)
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void prometheusIsAnsweredInTheFormatThatItAsksFor() throws Exception {
    HttpResponse<String> open =
        ask("GET", "/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(open.statusCode()).isEqualTo(200);
    assertThat(open.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(open.body()).contains("backupaccess_operator_leader 0.0").endsWith("# EOF\n");

    HttpResponse<String> plain = ask("GET", "/metrics", "*/*");
    assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(plain.body()).contains("backupaccess_operator_leader 0.0").doesNotContain("# EOF");
  }

  @Test
  void nothingElseIsAnswered() throws Exception {
    assertThat(ask("GET", "/", "*/*").statusCode()).isEqualTo(404);
    assertThat(ask("GET", "/metrics/x", "*/*").statusCode()).isEqualTo(404);
    assertThat(ask("POST", "/metrics", "*/*").statusCode()).isEqualTo(405);
  }
}
