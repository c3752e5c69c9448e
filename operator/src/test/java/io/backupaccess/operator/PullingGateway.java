package io.backupaccess.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.operator.exchange.GatewayClient;
import io.backupaccess.operator.exchange.PlayedStatusPort;
import io.backupaccess.operator.exchange.StatusPortClient;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.statusport.StatusAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The part of a gateway's status port that tells of pulls, at the loopback address. */
final class PullingGateway implements PlayedGateway, AutoCloseable {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final PlayedStatusPort port;
  private final GatewayClient client;
  private final PlayedGateway status;
  private final BooleanSupplier mayForget;
  private final List<Entry> waiting = new ArrayList<>();
  private String journal = "a".repeat(32);
  private long acknowledged;
  private long last;
  private long told;
  private int forgottenTooSoon;
  private boolean acknowledges = true;
  private volatile String token = "";

  /**
   * @param mayForget whether a status with all records is at the API server
   */
  PullingGateway(PlayedGateway status, BooleanSupplier mayForget) throws IOException {
    this.status = status;
    this.mayForget = mayForget;
    // With the token of the caller that asked last: one gateway is asked alone.
    port = new PlayedStatusPort(_ -> token, asked -> answer(asked.request()));
    client = new StatusPortClient(port.port(), _ -> true);
  }

  /** A pull of all of {@code db} ends. */
  synchronized void pulled(Instant start, long unreadable) {
    PullRecord pull =
        new PullRecord(
            "backup-host",
            "SHA256:" + "x".repeat(43),
            "203.0.113.9",
            List.of("db"),
            List.of("db"),
            start,
            1.5,
            1000,
            3,
            unreadable,
            unreadable == 0 ? 0 : 23,
            true);
    waiting.add(new Entry(++last, pull));
  }

  /** Another process in another pod. */
  synchronized void beginAnew() {
    journal = "b".repeat(32);
    waiting.clear();
    acknowledged = 0;
    last = 0;
  }

  /** Whether it hears that it may forget. */
  synchronized void acknowledges(boolean hears) {
    acknowledges = hears;
  }

  synchronized long acknowledged() {
    return acknowledged;
  }

  /** The last record that was read. */
  synchronized long told() {
    return told;
  }

  /** How often it was told to forget what was not in the status yet. */
  synchronized int forgottenTooSoon() {
    return forgottenTooSoon;
  }

  private synchronized StatusAnswer answer(String request) {
    if (request.startsWith("GET /v1/pulls?")) {
      return new StatusAnswer(200, page());
    }
    String acknowledge = "POST /v1/pulls/acknowledge?journal=" + journal + "&upTo=";
    if (!acknowledges || !request.startsWith(acknowledge)) {
      return new StatusAnswer(500, "");
    }
    if (!mayForget.getAsBoolean()) {
      forgottenTooSoon++;
    }
    acknowledged = Long.parseLong(request.substring(acknowledge.length()));
    waiting.removeIf(entry -> entry.sequence() <= acknowledged);
    return new StatusAnswer(200, "ok");
  }

  private String page() {
    told = last;
    try {
      return JSON.writeValueAsString(new PullPage(journal, acknowledged, 0, 0, waiting));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Optional<GatewayStatus> status(GatewayPod pod, String token) {
    return status.status(pod, token).map(this::withLastRecord);
  }

  private synchronized GatewayStatus withLastRecord(GatewayStatus well) {
    return new GatewayStatus(
        well.configurationDigest(),
        well.problems(),
        well.fingerprints(),
        well.confinement(),
        well.sessions(),
        well.pulling(),
        well.draining(),
        well.clients(),
        well.mounts(),
        well.documentVersion(),
        last,
        well.counters());
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    this.token = token;
    return client.pulls(pod, token, kept);
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
