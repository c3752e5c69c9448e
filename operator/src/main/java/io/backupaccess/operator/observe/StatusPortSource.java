package io.backupaccess.operator.observe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
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
public final class StatusPortSource implements StatusSource {

  private static final StatusClient CLIENT =
      new StatusClient(Duration.ofSeconds(1), Duration.ofSeconds(3), 1 << 20);

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
  public StatusPortSource(int port, Predicate<GatewayPod> addresses) {
    this.port = port;
    this.addresses = addresses;
  }

  @Override
  public Optional<GatewayStatus> read(GatewayPod pod, String token) {
    return ask(pod, token, "GET /v1/status", "")
        .flatMap(body -> parse(body, GatewayStatus.class))
        .filter(StatusCheck::plausible);
  }

  @Override
  public boolean end(GatewayPod pod, String token, Ending why) {
    String request =
        switch (why) {
          case YIELDED -> "POST /v1/yield";
          case SUSPENDED -> "POST /v1/suspend";
        };
    return ask(pod, token, request, "").isPresent();
  }

  @Override
  public boolean enforce(GatewayPod pod, String token, String configuration) {
    return ask(pod, token, "POST /v1/enforce", configuration).isPresent();
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    String journal = kept == null ? "" : kept.journal();
    long after = kept == null ? 0 : kept.sequence();
    Optional<PullPage> page =
        ask(pod, token, "GET /v1/pulls?journal=" + journal + "&after=" + after, "")
            .flatMap(body -> parse(body, PullPage.class))
            .filter(PullCheck::plausible);
    if (page.isPresent()
        && page.get().journal().equals(journal)
        && page.get().acknowledged() < after) {
      // Lost on the way, it is sent again with the next turn.
      ask(pod, token, "POST /v1/pulls/acknowledge?journal=" + journal + "&upTo=" + after, "");
    }
    return page;
  }

  /** The body of an answer that is one. */
  private Optional<String> ask(GatewayPod pod, String token, String request, String body) {
    return Optional.ofNullable(pod.ip())
        .filter(_ -> addresses.test(pod))
        .flatMap(ip -> ask(ip, token, request, body))
        .filter(StatusAnswer::ok)
        .map(StatusAnswer::body);
  }

  private Optional<StatusAnswer> ask(String ip, String token, String request, String body) {
    try {
      InetSocketAddress gateway = new InetSocketAddress(InetAddress.ofLiteral(ip), port);
      return Optional.of(CLIENT.ask(gateway, token, request, body));
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
