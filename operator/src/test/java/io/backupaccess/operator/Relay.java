package io.backupaccess.operator;

import io.backupaccess.kubeapi.KubeApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way to the API server that can be closed, while the server goes on. */
final class Relay implements AutoCloseable {

  /** How the way is closed. */
  enum Outage {
    /** Connections end, and new ones are ended too: as where a load balancer has no server. */
    REFUSED,
    /** Nothing comes through until it is open again: as where a network loses every packet. */
    SILENT
  }

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final ServerSocket listener = new ServerSocket(0, 50, loopback);
  private final List<Connection> connections = new ArrayList<>();
  private final Path kubeconfig;
  private final int target;
  private @Nullable Outage outage;

  /**
   * Opens it.
   *
   * @param folder where the kubeconfig file is written
   */
  Relay(KubeApiServer server, Path folder) throws IOException {
    target = URI.create(server.client().getMasterUrl().toString()).getPort();
    String direct = Files.readString(server.kubeconfig());
    kubeconfig =
        Files.writeString(
            folder.resolve("by-relay"),
            direct.replace("127.0.0.1:" + target, "127.0.0.1:" + listener.getLocalPort()));
    Thread.ofVirtual().start(this::accept);
  }

  /** The administrator's, by this way. */
  Path kubeconfig() {
    return kubeconfig;
  }

  synchronized void cut(Outage how) {
    outage = how;
    if (how == Outage.REFUSED) {
      connections.forEach(Connection::close);
    }
  }

  synchronized void open() {
    outage = null;
    notifyAll();
  }

  private synchronized void awaitSound() throws InterruptedException {
    while (outage == Outage.SILENT) {
      wait();
    }
  }

  private void accept() {
    try {
      while (true) {
        connect(listener.accept());
      }
    } catch (IOException e) {
      // The relay was closed.
    }
  }

  private synchronized void connect(Socket client) throws IOException {
    if (outage == Outage.REFUSED) {
      client.close();
      return;
    }
    Connection connection = new Connection(client, new Socket(loopback, target));
    connections.add(connection);
    Thread.ofVirtual().start(() -> pump(connection, connection.client, connection.server));
    Thread.ofVirtual().start(() -> pump(connection, connection.server, connection.client));
  }

  private void pump(Connection connection, Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      for (int read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
        awaitSound();
        to.getOutputStream().write(buffer, 0, read);
      }
      awaitSound();
    } catch (IOException | InterruptedException e) {
      // What ends one side ends both.
    }
    connection.close();
  }

  @Override
  public synchronized void close() throws IOException {
    open();
    listener.close();
    connections.forEach(Connection::close);
  }

  private record Connection(Socket client, Socket server) {
    void close() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        // It is gone, then.
      }
    }
  }
}
