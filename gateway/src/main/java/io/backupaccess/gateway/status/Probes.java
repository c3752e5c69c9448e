package io.backupaccess.gateway.status;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/** The probes of the kubelet, which disclose nothing but whether the gateway lives and is ready. */
public final class Probes implements AutoCloseable {
  private final HttpPort port;
  private volatile BooleanSupplier ready = () -> false;

  /** Probes that answer at this address once they are opened. */
  public Probes(InetSocketAddress address) throws IOException {
    this.port = new HttpPort(address, this::answer);
  }

  /** Begins to answer, with what the supplier says about being ready. */
  public void open(BooleanSupplier ready) {
    this.ready = ready;
    port.open();
  }

  /** The port that they answer on. */
  public int port() {
    return port.port();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean known = path.equals("/livez") || path.equals("/readyz");
    if (!known || !exchange.getRequestMethod().matches("GET|HEAD")) {
      HttpPort.answer(exchange, 404, "text/plain", "not found\n");
    } else if (path.equals("/livez") || ready.getAsBoolean()) {
      HttpPort.answer(exchange, 200, "text/plain", "ok\n");
    } else {
      HttpPort.answer(exchange, 503, "text/plain", "not ready\n");
    }
  }

  @Override
  public void close() {
    port.close();
  }
}
