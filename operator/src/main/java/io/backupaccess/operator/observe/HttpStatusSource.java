package io.backupaccess.operator.observe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the status port of a gateway's pod. The pod may be in anybody's hands: what it says is
 * bounded in size and time, and checked before it is believed.
 */
public final class HttpStatusSource implements StatusSource, AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final int MAX_BYTES = 1 << 20;
  private static final int OK = 200;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
  private final int port;

  /**
   * @param port of the status API in every gateway's pod
   */
  public HttpStatusSource(int port) {
    this.port = port;
  }

  @Override
  public Optional<GatewayStatus> read(GatewayPod pod, String token) {
    return request(pod, token, "/v1/status")
        .flatMap(request -> answer(request.GET().build(), GatewayStatus.class))
        .filter(StatusCheck::plausible);
  }

  @Override
  public void end(GatewayPod pod, String token, Ending why) {
    String path =
        switch (why) {
          case NEEDED_ELSEWHERE -> "/v1/give-way";
          case SUSPENDED -> "/v1/suspend";
        };
    request(pod, token, path)
        .ifPresent(request -> send(request.POST(BodyPublishers.noBody()).build()));
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    String journal = kept == null ? "" : kept.journal();
    long after = kept == null ? 0 : kept.sequence();
    Optional<PullPage> page =
        request(pod, token, "/v1/pulls?journal=" + journal + "&after=" + after)
            .flatMap(request -> answer(request.GET().build(), PullPage.class))
            .filter(PullCheck::plausible);
    if (page.isPresent()
        && page.get().journal().equals(journal)
        && page.get().acknowledged() < after) {
      // Lost on the way, it is sent again with the next turn.
      request(pod, token, "/v1/pulls/acknowledge?journal=" + journal + "&upTo=" + after)
          .ifPresent(request -> send(request.POST(BodyPublishers.noBody()).build()));
    }
    return page;
  }

  private Optional<HttpRequest.Builder> request(GatewayPod pod, String token, String path) {
    String ip = pod.ip();
    if (ip == null) {
      return Optional.empty();
    }
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return Optional.of(
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
            .header("Authorization", "Bearer " + token)
            .timeout(ANSWER));
  }

  private <T> Optional<T> answer(HttpRequest request, Class<T> type) {
    return send(request)
        .filter(response -> response.statusCode() == OK)
        .flatMap(response -> parse(response.body(), type));
  }

  private Optional<HttpResponse<byte[]>> send(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      // The request's own limit ends with the headers; this one covers the body too.
      return Optional.of(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static <T> Optional<T> parse(byte[] body, Class<T> type) {
    try {
      return Optional.ofNullable(JSON.readValue(body, type));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
