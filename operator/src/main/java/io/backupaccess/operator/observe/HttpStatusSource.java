package io.backupaccess.operator.observe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.StatusProof;
import io.backupaccess.operator.naming.Names;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the status port of a gateway's pod. The address may be another's, who learns nothing
 * from being asked, and whose answers do not count ({@link StatusProof}). The pod itself may be in
 * anybody's hands: what it says is bounded in size and time, and checked before it is believed.
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
  private final SecureRandom random = new SecureRandom();
  private final int port;
  private final Predicate<GatewayPod> addresses;

  /**
   * @param port of the status API in every gateway's pod
   * @param addresses which pods have an address where a pod can be
   */
  public HttpStatusSource(int port, Predicate<GatewayPod> addresses) {
    this.port = port;
    this.addresses = addresses;
  }

  @Override
  public Optional<GatewayStatus> read(GatewayPod pod, String token) {
    return ask(pod, token, "GET", "/v1/status")
        .flatMap(body -> parse(body, GatewayStatus.class))
        .filter(StatusCheck::plausible);
  }

  @Override
  public boolean end(GatewayPod pod, String token, Ending why) {
    String path =
        switch (why) {
          case NEEDED_ELSEWHERE -> "/v1/give-way";
          case SUSPENDED -> "/v1/suspend";
        };
    return ask(pod, token, "POST", path).isPresent();
  }

  @Override
  public boolean enforce(GatewayPod pod, String token, String configuration) {
    String target = "/v1/enforce?digest=" + Names.hash(configuration);
    return ask(pod, token, "POST", target, configuration).isPresent();
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    String journal = kept == null ? "" : kept.journal();
    long after = kept == null ? 0 : kept.sequence();
    Optional<PullPage> page =
        ask(pod, token, "GET", "/v1/pulls?journal=" + journal + "&after=" + after)
            .flatMap(body -> parse(body, PullPage.class))
            .filter(PullCheck::plausible);
    if (page.isPresent()
        && page.get().journal().equals(journal)
        && page.get().acknowledged() < after) {
      // Lost on the way, it is sent again with the next turn.
      ask(pod, token, "POST", "/v1/pulls/acknowledge?journal=" + journal + "&upTo=" + after);
    }
    return page;
  }

  private Optional<String> ask(GatewayPod pod, String token, String method, String target) {
    return ask(pod, token, method, target, "");
  }

  /** The body of an answer that is one, and of a holder of the token. */
  private Optional<String> ask(
      GatewayPod pod, String token, String method, String target, String body) {
    Optional<String> host = Optional.ofNullable(pod.ip()).filter(_ -> addresses.test(pod));
    if (host.isEmpty()) {
      return Optional.empty();
    }
    String authority =
        (host.get().contains(":") ? "[" + host.get() + "]" : host.get()) + ":" + port;
    StatusProof proof = StatusProof.begin(token, random);
    return send(HttpRequest.newBuilder(URI.create("http://" + authority + target))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header(StatusProof.REQUEST_HEADER, proof.request(method, target, authority))
            .timeout(ANSWER)
            .build())
        .filter(response -> response.statusCode() == OK)
        .filter(
            response ->
                response
                    .headers()
                    .firstValue(StatusProof.ANSWER_HEADER)
                    .filter(header -> proof.proves(header, OK, response.body()))
                    .isPresent())
        .map(HttpResponse::body);
  }

  private Optional<HttpResponse<String>> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BYTES));
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

  private static <T> Optional<T> parse(String body, Class<T> type) {
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
