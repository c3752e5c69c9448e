package io.backupaccess.gateway.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import io.backupaccess.gateway.config.ConfigFile;
import io.backupaccess.gateway.config.ConfigReader;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gateway.journal.Journal;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.StatusProof;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For whoever holds the token; anyone else learns nothing. {@code GET /v1/status} tells how the
 * gateway is, {@code GET /v1/pulls?journal=ID&after=N} what pulls there were, {@code POST
 * /v1/pulls/acknowledge?journal=ID&upTo=N} makes the gateway forget those, and {@code POST
 * /v1/give-way} and {@code POST /v1/suspend} end what runs, and {@code POST /v1/enforce?digest=D}
 * what the configuration in its body does not allow: for a pod on its way out, to which Kubernetes
 * brings no newer file. People show the token itself, an operator that it has it ({@link
 * StatusProof}).
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

  private record Served(
      Supplier<GatewayStatus> status,
      Runnable giveWay,
      Runnable suspend,
      Consumer<byte[]> enforce) {}

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
   * @param enforce ends what runs and this configuration does not allow
   */
  public void open(
      Supplier<GatewayStatus> status,
      Runnable giveWay,
      Runnable suspend,
      Consumer<byte[]> enforce) {
    this.served = new Served(status, giveWay, suspend, enforce);
    port.open();
  }

  /** The port that it answers on. */
  public int port() {
    return port.port();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Served current = served;
    Optional<Asker> asker = asker(exchange);
    if (current == null || asker.isEmpty()) {
      HttpPort.answer(exchange, 401, "text/plain", "unauthorized\n");
      return;
    }
    answer(exchange, asker.get(), current);
  }

  private void answer(HttpExchange exchange, Asker asker, Served current) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (what) {
      case "GET /v1/status" -> json(exchange, asker, current.status().get());
      case "POST /v1/give-way" -> end(exchange, asker, current.giveWay());
      case "POST /v1/suspend" -> end(exchange, asker, current.suspend());
      case "POST /v1/enforce" -> enforce(exchange, asker, current);
      case "GET /v1/pulls" -> pulls(exchange, asker, current);
      case "POST /v1/pulls/acknowledge" -> acknowledge(exchange, asker);
      default -> asker.answer(exchange, 404, "text/plain", "not found\n");
    }
  }

  private static void end(HttpExchange exchange, Asker asker, Runnable how) throws IOException {
    how.run();
    asker.answer(exchange, 200, "text/plain", "ended\n");
  }

  /** The proof of who asks covers the digest, and that the document. */
  private static void enforce(HttpExchange exchange, Asker asker, Served current)
      throws IOException {
    byte[] document = exchange.getRequestBody().readNBytes(ConfigFile.LARGEST);
    if (("digest=" + ConfigReader.digest(document)).equals(exchange.getRequestURI().getQuery())) {
      current.enforce().accept(document);
      asker.answer(exchange, 200, "text/plain", "enforced\n");
    } else {
      asker.answer(exchange, 400, "text/plain", "the document is not that of the digest\n");
    }
  }

  private void pulls(HttpExchange exchange, Asker asker, Served current) throws IOException {
    Optional<Position> position = position(exchange);
    if (position.isEmpty()) {
      badPosition(exchange, asker);
    } else {
      Position from = position.get();
      // Counted before the records are read, so that none that ends between the two is missed.
      int running = current.status().get().sessions();
      json(exchange, asker, journal.orElseThrow().page(from.journal(), from.record(), running));
    }
  }

  private void acknowledge(HttpExchange exchange, Asker asker) throws IOException {
    Optional<Position> position = position(exchange);
    if (position.isEmpty()) {
      badPosition(exchange, asker);
    } else {
      journal.orElseThrow().acknowledge(position.get().journal(), position.get().record());
      asker.answer(exchange, 200, "text/plain", "ok\n");
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

  private static void badPosition(HttpExchange exchange, Asker asker) throws IOException {
    asker.answer(exchange, 400, "text/plain", "no such place in a journal\n");
  }

  private static void json(HttpExchange exchange, Asker asker, Object value) throws IOException {
    asker.answer(exchange, 200, "application/json", JSON.writeValueAsString(value) + "\n");
  }

  /**
   * A holder of the token.
   *
   * @param proof null: it showed the token itself
   */
  private record Asker(@Nullable StatusProof proof) {
    void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
      if (proof != null) {
        exchange.getResponseHeaders().set(StatusProof.ANSWER_HEADER, proof.answer(code, text));
      }
      HttpPort.answer(exchange, code, type, text);
    }
  }

  private Optional<Asker> asker(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst(StatusProof.REQUEST_HEADER);
    if (header == null) {
      return Optional.empty();
    }
    if (header.startsWith(SCHEME)) {
      byte[] shown = header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(token, shown) ? Optional.of(new Asker(null)) : Optional.empty();
    }
    String authority = exchange.getRequestHeaders().getFirst("Host");
    if (authority == null || !isOwn(authority)) {
      return Optional.empty();
    }
    return StatusProof.of(
            header,
            token,
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            authority)
        .map(Asker::new);
  }

  /** Whoever passes on a request that was for somebody else gets nothing. */
  private static boolean isOwn(String authority) {
    String host = authority.replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", "");
    try {
      return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(host)) != null;
    } catch (IllegalArgumentException | SocketException e) {
      return false;
    }
  }

  @Override
  public void close() {
    port.close();
  }
}
