package io.backupaccess.operator.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Answers {@code GET /metrics}, and nothing else. Who may ask is the network's to say. */
public final class MetricsServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;
  private static final int BUFFER = 64 * 1024;

  /** Two of Prometheus, and no crowd: each scrape takes megabytes of a small heap. */
  private static final int AT_ONCE = 2;

  private final OperatorMetrics metrics;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore scrapes = new Semaphore(AT_ONCE);

  /** Listens on all addresses; port 0 takes a free one. */
  public MetricsServer(int port, OperatorMetrics metrics) throws IOException {
    this.metrics = metrics;
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The port in use. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/metrics")) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, -1);
      } else if (!scrapes.tryAcquire()) {
        exchange.sendResponseHeaders(UNAVAILABLE, -1);
      } else {
        try {
          send(exchange);
        } finally {
          scrapes.release();
        }
      }
    }
  }

  private void send(HttpExchange exchange) throws IOException {
    // What fails does so before anything is sent, so that no half scrape passes for a whole one.
    var scrape = metrics.scrape(exchange.getRequestHeaders().getFirst("Accept"));
    exchange.getResponseHeaders().set("Content-Type", scrape.contentType());
    exchange.sendResponseHeaders(OK, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER)) {
      scrape.write(out);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
