package io.backupaccess.operator.exchange;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.plan.Ending;
import io.backupaccess.statusport.StatusAnswer;
import io.backupaccess.statusport.StatusClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the status port of a gateway's pod. Somebody else may have the pod's address by now:
 * nobody is told anything before the proof that they hold the gateway's token ({@link
 * StatusClient}). The pod itself may be in anybody's hands: what it says is bounded in size and
 * time, and checked before it is believed.
 */
public final class StatusPortClient implements GatewayClient {

  private static final int LARGEST = 1 << 20;

  private static final StatusClient CLIENT =
      new StatusClient(Duration.ofSeconds(1), Duration.ofSeconds(3), LARGEST);

  /** For an answer that a gateway holds back: it does so for 25 seconds at most. */
  private static final StatusClient PATIENT =
      new StatusClient(Duration.ofSeconds(1), Duration.ofSeconds(30), LARGEST);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final int port;
  private final Predicate<GatewayPod> addresses;

  /**
   * @param port of the status API in every gateway's pod
   * @param addresses which pods have an address where a pod can be
   */
  public StatusPortClient(int port, Predicate<GatewayPod> addresses) {
    this.port = port;
    this.addresses = addresses;
  }

  @Override
  public Optional<Answer> status(GatewayPod pod, String token, @Nullable Answer known) {
    Optional<StatusAnswer> answer =
        known == null
            ? ask(CLIENT, pod, token, "GET /v1/status", "")
            : ask(PATIENT, pod, token, "GET /v1/status?unlike=" + known.digest(), "");
    return answer.flatMap(
        said ->
            parse(said.body(), GatewayStatus.class)
                .filter(StatusCheck::plausible)
                .map(status -> new Answer(status, said.digest())));
  }

  @Override
  public boolean tell(GatewayPod pod, String token, Order order) {
    return switch (order) {
      case Order.End(Ending why) -> {
        String request =
            switch (why) {
              case YIELDED -> "POST /v1/yield";
              case SUSPENDED -> "POST /v1/suspend";
            };
        yield ask(CLIENT, pod, token, request, "").isPresent();
      }
      case Order.Enforce(String _, String configuration) ->
          ask(CLIENT, pod, token, "POST /v1/enforce", configuration).isPresent();
    };
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    String journal = kept == null ? "" : kept.journal();
    long after = kept == null ? 0 : kept.sequence();
    Optional<PullPage> page =
        ask(CLIENT, pod, token, "GET /v1/pulls?journal=" + journal + "&after=" + after, "")
            .flatMap(answer -> parse(answer.body(), PullPage.class))
            .filter(PullCheck::plausible);
    if (page.isEmpty()
        || !page.get().journal().equals(journal)
        || page.get().acknowledged() >= after) {
      return page;
    }
    String forget = "POST /v1/pulls/acknowledge?journal=" + journal + "&upTo=" + after;
    // Lost on the way, it is sent again with the next turn.
    return ask(CLIENT, pod, token, forget, "").isPresent()
        ? page.map(read -> read.acknowledgedUpTo(after))
        : page;
  }

  /** An answer that is one. */
  private Optional<StatusAnswer> ask(
      StatusClient client, GatewayPod pod, String token, String request, String body) {
    return Optional.ofNullable(pod.ip())
        .filter(_ -> addresses.test(pod))
        .flatMap(ip -> ask(client, ip, token, request, body))
        .filter(StatusAnswer::ok);
  }

  private Optional<StatusAnswer> ask(
      StatusClient client, String ip, String token, String request, String body) {
    try {
      InetSocketAddress gateway = new InetSocketAddress(InetAddress.ofLiteral(ip), port);
      return Optional.of(client.ask(gateway, token, request, body));
    } catch (IOException | IllegalArgumentException e) {
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
}
