package io.backupaccess.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Answers the kubelet's probes, and nothing else. */
public final class HealthServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** Listens on all addresses; port 0 takes a free one. */
  public HealthServer(int port, BooleanSupplier live, BooleanSupplier ready) throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(executor);
    server.createContext("/", exchange -> answer(exchange, "/", () -> false));
    server.createContext("/livez", exchange -> answer(exchange, "/livez", live));
    server.createContext("/readyz", exchange -> answer(exchange, "/readyz", ready));
    server.start();
  }

  /** The port in use. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, String path, BooleanSupplier healthy)
      throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status(exchange, path, healthy), -1);
    }
  }

  private static int status(HttpExchange exchange, String path, BooleanSupplier healthy) {
    if (!exchange.getRequestURI().getPath().equals(path) || path.equals("/")) {
      return NOT_FOUND;
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return METHOD_NOT_ALLOWED;
    }
    return healthy.getAsBoolean() ? OK : UNAVAILABLE;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
