package io.backupaccess.gateway.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gateway.journal.Journal;
import io.backupaccess.gatewayconfig.GatewayStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For whoever holds the token; anyone else learns nothing. {@code GET /v1/status} tells how the
 * gateway is, {@code GET /v1/pulls?journal=ID&after=N} what pulls there were, {@code POST
 * /v1/pulls/acknowledge?journal=ID&upTo=N} makes the gateway forget those, and {@code POST
 * /v1/give-way} and {@code POST /v1/suspend} end what runs.
 */
public final class StatusApi implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST_TOKEN = 16;

  private static final Pattern POSITION =
      Pattern.compile("journal=([0-9a-f]{0,32})&(?:after|upTo)=([0-9]{1,18})");

  private final HttpPort port;
  private final Optional<Journal> journal;
  private final byte[] token;
  private volatile @Nullable Served served;

  private record Served(Supplier<GatewayStatus> status, Runnable giveWay, Runnable suspend) {}

  /** An API that answers at this address once it is opened. */
  public StatusApi(StatusListener listener, Optional<Journal> journal) throws IOException {
    this.journal = journal;
    this.token = token(listener.tokenFile());
    this.port = new HttpPort(listener.listen(), this::answer);
  }

  private static byte[] token(Path file) throws IOException {
    byte[] token = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    if (token.length < SHORTEST_TOKEN) {
      throw new IOException(file + " holds no token of " + SHORTEST_TOKEN + " characters or more");
    }
    return token;
  }

  /**
   * Begins to answer.
   *
   * @param giveWay ends what runs, at once, for an application
   * @param suspend ends what runs, at once, by the owner's wish
   */
  public void open(Supplier<GatewayStatus> status, Runnable giveWay, Runnable suspend) {
    this.served = new Served(status, giveWay, suspend);
    port.open();
  }

  /** The port that it answers on. */
  public int port() {
    return port.port();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Served current = served;
    if (current == null || !isAuthorized(exchange)) {
      HttpPort.answer(exchange, 401, "text/plain", "unauthorized\n");
      return;
    }
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (what) {
      case "GET /v1/status" -> json(exchange, current.status().get());
      case "POST /v1/give-way" -> end(exchange, current.giveWay());
      case "POST /v1/suspend" -> end(exchange, current.suspend());
      case "GET /v1/pulls" -> pulls(exchange, current);
      case "POST /v1/pulls/acknowledge" -> acknowledge(exchange);
      default -> HttpPort.answer(exchange, 404, "text/plain", "not found\n");
    }
  }

  private static void end(HttpExchange exchange, Runnable how) throws IOException {
    how.run();
    HttpPort.answer(exchange, 200, "text/plain", "ended\n");
  }

  private void pulls(HttpExchange exchange, Served current) throws IOException {
    Optional<Position> position = position(exchange);
    if (position.isEmpty()) {
      badPosition(exchange);
    } else {
      Position from = position.get();
      // Counted before the records are read, so that none that ends between the two is missed.
      int running = current.status().get().sessions();
      json(exchange, journal.orElseThrow().page(from.journal(), from.record(), running));
    }
  }

  private void acknowledge(HttpExchange exchange) throws IOException {
    Optional<Position> position = position(exchange);
    if (position.isEmpty()) {
      badPosition(exchange);
    } else {
      journal.orElseThrow().acknowledge(position.get().journal(), position.get().record());
      HttpPort.answer(exchange, 200, "text/plain", "ok\n");
    }
  }

  /** A record of a journal. */
  private record Position(String journal, long record) {}

  private Optional<Position> position(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    Matcher parts = POSITION.matcher(query == null ? "" : query);
    return journal.isPresent() && parts.matches()
        ? Optional.of(new Position(parts.group(1), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  private static void badPosition(HttpExchange exchange) throws IOException {
    HttpPort.answer(exchange, 400, "text/plain", "no such place in a journal\n");
  }

  private static void json(HttpExchange exchange, Object value) throws IOException {
    HttpPort.answer(exchange, 200, "application/json", JSON.writeValueAsString(value) + "\n");
  }

  private boolean isAuthorized(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header != null
        && header.startsWith(SCHEME)
        && MessageDigest.isEqual(
            token, header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    port.close();
  }
}
