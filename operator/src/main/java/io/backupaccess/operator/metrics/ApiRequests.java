package io.backupaccess.operator.metrics;

import io.backupaccess.operator.observe.BoundedMap;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How long the API server takes to begin its answers, and how many there are without one. */
final class ApiRequests implements Interceptor {

  static final String NAME = "backupaccess.operator.api.request";
  private static final String NO_ANSWER = "none";
  private static final int HUNDRED = 100;
  private static final int MOST = 1000;

  private final MeterRegistry registry;

  /** When each began that has no answer yet. Of one that is given up, nothing more is heard. */
  private final Map<Request, Long> begun = BoundedMap.of(MOST);

  /** The client copies a request, with another id, before it is sent; its address stays. */
  private record Request(URI address) {
    @Override
    @SuppressWarnings("ReferenceEquality") // two requests may have equal addresses
    public boolean equals(Object other) {
      return other instanceof Request same && same.address == address;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(address);
    }
  }

  ApiRequests(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    begun.put(new Request(request.uri()), System.nanoTime());
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    ended(request, response.code() / HUNDRED + "xx");
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    ended(request, NO_ANSWER);
  }

  private void ended(HttpRequest request, String status) {
    Long start = begun.remove(new Request(request.uri()));
    if (start != null) {
      Timer.builder(NAME)
          .description(
              "Requests to the API server, by method and class of the status (none: no answer came),"
                  + " with the time until the answer began.")
          .tag("method", request.method())
          .tag("status", status)
          .serviceLevelObjectives(
              Duration.ofMillis(50),
              Duration.ofMillis(200),
              Duration.ofSeconds(1),
              Duration.ofSeconds(5))
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - start));
    }
  }
}
