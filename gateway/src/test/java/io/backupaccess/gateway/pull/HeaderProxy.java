package io.backupaccess.gateway.pull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A proxy on loopback that begins every connection with the header it was given. */
final class HeaderProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final String header;

  HeaderProxy(int target, String header) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    this.target = target;
    this.header = header;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket gateway = new Socket(InetAddress.ofLiteral("127.0.0.1"), target)) {
      gateway.getOutputStream().write(header.getBytes(StandardCharsets.ISO_8859_1));
      Thread.ofVirtual().start(() -> pass(client, gateway));
      pass(gateway, client);
    } catch (IOException e) {
      // The client sees the end of its connection.
    }
  }

  /** Either end's closing ends both. */
  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // As above.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
