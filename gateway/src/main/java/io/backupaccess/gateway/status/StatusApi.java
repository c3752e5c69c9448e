package io.backupaccess.gateway.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import io.backupaccess.gateway.config.ServerSettings.StatusListener;
import io.backupaccess.gatewayconfig.GatewayStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/status}, and {@code POST /v1/give-way}, for whoever holds the token; anyone else
 * learns nothing.
 */
public final class StatusApi implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String SCHEME = "Bearer ";
  private static final int SHORTEST_TOKEN = 16;

  private final HttpPort port;
  private final byte[] token;
  private volatile @Nullable Served served;

  private record Served(Supplier<GatewayStatus> status, Runnable giveWay) {}

  /** An API that answers at this address once it is opened. */
  public StatusApi(StatusListener listener) throws IOException {
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
   * @param giveWay ends what runs, at once
   */
  public void open(Supplier<GatewayStatus> status, Runnable giveWay) {
    this.served = new Served(status, giveWay);
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
    switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
      case "GET /v1/status" ->
          HttpPort.answer(
              exchange,
              200,
              "application/json",
              JSON.writeValueAsString(current.status().get()) + "\n");
      case "POST /v1/give-way" -> {
        current.giveWay().run();
        HttpPort.answer(exchange, 200, "text/plain", "ended\n");
      }
      default -> HttpPort.answer(exchange, 404, "text/plain", "not found\n");
    }
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
