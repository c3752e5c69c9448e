package io.backupaccess.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.backupaccess.gatewayconfig.PullPage.Entry;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.HttpStatusSource;
import io.backupaccess.operator.observe.StatusSource;
import io.backupaccess.operator.observe.TokenHolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The part of a gateway's status port that tells of pulls, over HTTP on the loopback address. */
final class PullingGateway implements StatusSource, AutoCloseable {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final HttpServer server;
  private final HttpStatusSource http;
  private final StatusSource status;
  private final BooleanSupplier mayForget;
  private final List<Entry> waiting = new ArrayList<>();
  private String journal = "a".repeat(32);
  private long acknowledged;
  private long last;
  private int forgottenTooSoon;
  private boolean acknowledges = true;
  private volatile String token = "";

  /**
   * @param mayForget whether a status with all records is at the API server
   */
  PullingGateway(StatusSource status, BooleanSupplier mayForget) throws IOException {
    this.status = status;
    this.mayForget = mayForget;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/pulls", exchange -> answer(exchange, 200, page()));
    server.createContext("/v1/pulls/acknowledge", this::acknowledge);
    server.start();
    http = new HttpStatusSource(server.getAddress().getPort(), _ -> true);
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

  /** How often it was told to forget what was not in the status yet. */
  synchronized int forgottenTooSoon() {
    return forgottenTooSoon;
  }

  private synchronized String page() throws IOException {
    return JSON.writeValueAsString(new PullPage(journal, acknowledged, 0, 0, waiting));
  }

  private synchronized void acknowledge(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    if (!acknowledges || !query.startsWith("journal=" + journal + "&upTo=")) {
      answer(exchange, 503, "");
      return;
    }
    if (!mayForget.getAsBoolean()) {
      forgottenTooSoon++;
    }
    acknowledged = Long.parseLong(query.substring(query.lastIndexOf('=') + 1));
    waiting.removeIf(entry -> entry.sequence() <= acknowledged);
    answer(exchange, 200, "ok");
  }

  /** With the token of whoever asked last: one gateway is asked alone. */
  private void answer(HttpExchange exchange, int code, String body) throws IOException {
    new TokenHolder(token).answer(exchange, code, body);
  }

  @Override
  public Optional<GatewayStatus> read(GatewayPod pod, String token) {
    return status.read(pod, token);
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    this.token = token;
    return http.pulls(pod, token, kept);
  }

  @Override
  public void close() {
    http.close();
    server.stop(0);
  }
}
