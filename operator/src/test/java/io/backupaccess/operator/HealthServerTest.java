package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthServerTest {

  @Test
  void eachProbeSaysWhatItIsToldAndNothingElseIsAnswered() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    try (HealthServer server = new HealthServer(0, () -> true, ready::get);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(status(client, server, "GET", "/livez")).isEqualTo(200);
      assertThat(status(client, server, "GET", "/readyz")).isEqualTo(503);
      ready.set(true);
      assertThat(status(client, server, "GET", "/readyz")).isEqualTo(200);
      assertThat(status(client, server, "POST", "/readyz")).isEqualTo(405);
      assertThat(status(client, server, "GET", "/readyz/x")).isEqualTo(404);
      assertThat(status(client, server, "GET", "/")).isEqualTo(404);
    }
  }

  private static int status(HttpClient client, HealthServer server, String method, String path)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aLoopTurnsAsLongAsItsTurnsEnd() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    LoopHealth health = new LoopHealth(clock(now));
    assertThat(health.turns()).isTrue();
    String result =
        health.turn(
            () -> {
              assertThat(health.turns()).isTrue();
              now.set(Instant.EPOCH.plus(Duration.ofMinutes(11)));
              assertThat(health.turns()).isFalse();
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(health.turns()).isTrue();
    assertThat(health.count()).isOne();
  }

  private static Clock clock(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now.get();
      }
    };
  }
}
