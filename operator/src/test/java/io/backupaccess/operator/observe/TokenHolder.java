package io.backupaccess.operator.observe;

import com.sun.net.httpserver.HttpExchange;
import io.backupaccess.gatewayconfig.StatusProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Answers as whoever holds a token. */
public record TokenHolder(String token) {

  /** What the request proves; empty where that is not this token. */
  public Optional<StatusProof> proof(HttpExchange exchange) {
    var headers = exchange.getRequestHeaders();
    return StatusProof.of(
        headers.getFirst(StatusProof.REQUEST_HEADER),
        token.getBytes(StandardCharsets.UTF_8),
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        headers.getFirst("Host"));
  }

  /** Answers, with a proof where the request has one. */
  public void answer(HttpExchange exchange, int code, String text) throws IOException {
    proof(exchange)
        .ifPresent(
            proof ->
                exchange
                    .getResponseHeaders()
                    .set(StatusProof.ANSWER_HEADER, proof.answer(code, text)));
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
