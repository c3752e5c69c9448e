package io.backupaccess.operator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.kubeapi.KubeApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A way to the API server that can be closed, while the server goes on. It ends the client's TLS
 * and has one of its own to the server, so that it sees the events of watches.
 */
final class Relay implements AutoCloseable {

  /** How the way is closed. */
  enum Outage {
    /** Connections end, and new ones are ended too: as where a load balancer has no server. */
    REFUSED,
    /** Nothing comes through until it is open again: as where a network loses every packet. */
    SILENT
  }

  /** What happens to an event of a watch. */
  enum Mishap {
    /** The connection ends right behind it. */
    CUT(8),
    /** It arrives as something that is not JSON. */
    SPOILT(2);

    private final int times;

    Mishap(int times) {
      this.times = times;
    }

    /** How often it must happen until a watch that does not bear it has met it. */
    int times() {
      return times;
    }
  }

  private static final String EVENT = "{\"type\":\"MODIFIED\",\"object\":{\"kind\":\"ConfigMap\"";

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final ServerSocket listener = new ServerSocket(0, 50, loopback);
  private final List<Connection> connections = new ArrayList<>();
  private final SSLContext tls;
  private final Path kubeconfig;
  private final int target;
  private @Nullable Outage outage;
  private @Nullable Awaited awaited;

  private record Awaited(Mishap mishap, CountDownLatch came) {}

  /**
   * Opens it.
   *
   * @param folder where the kubeconfig file and the key of the TLS are written
   */
  Relay(KubeApiServer server, Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    target = URI.create(server.client().getMasterUrl().toString()).getPort();
    Path authority = Path.of(server.client().getConfiguration().getCaCertFile());
    tls = RelayTls.context(folder, authority);
    kubeconfig =
        Files.writeString(
            folder.resolve("by-relay"),
            Files.readString(server.kubeconfig())
                .replace("127.0.0.1:" + target, "127.0.0.1:" + listener.getLocalPort())
                .replace("certificate-authority: " + authority, "insecure-skip-tls-verify: true"));
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

  /** Of the next change of a ConfigMap that is told to the client. The latch tells when it came. */
  synchronized CountDownLatch next(Mishap what) {
    awaited = new Awaited(what, new CountDownLatch(1));
    return awaited.came();
  }

  private synchronized void awaitSound() throws InterruptedException {
    while (outage == Outage.SILENT) {
      wait();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException e) {
      // The relay was closed.
    }
  }

  private void connect(Socket client) {
    try {
      Connection connection = new Connection(client, new Socket(loopback, target));
      if (!begin(connection)) {
        connection.close();
        return;
      }
      SSLSocket toClient = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
      SSLSocket toServer =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(connection.server, loopback.getHostAddress(), target, true);
      Thread.ofVirtual().start(() -> pump(connection, toClient, toServer, false));
      pump(connection, toServer, toClient, true);
    } catch (IOException e) {
      // The client finds that it is not connected.
    }
  }

  private synchronized boolean begin(Connection connection) {
    connections.add(connection);
    return outage != Outage.REFUSED;
  }

  private void pump(Connection connection, SSLSocket from, SSLSocket to, boolean answers) {
    byte[] buffer = new byte[16384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = 0; read >= 0; read = in.read(buffer)) {
        awaitSound();
        Awaited now = answers ? comes(buffer, read) : null;
        out.write(buffer, 0, read);
        if (now != null) {
          now.came().countDown();
          if (now.mishap() == Mishap.CUT) {
            break;
          }
        }
      }
      awaitSound();
    } catch (IOException | InterruptedException e) {
      // What ends one side ends both.
    }
    connection.close();
  }

  /** What was awaited, if these bytes have the event; they are spoilt then, if they should be. */
  private synchronized @Nullable Awaited comes(byte[] bytes, int length) {
    Awaited now = awaited;
    int at = now == null ? -1 : new String(bytes, 0, length, ISO_8859_1).indexOf(EVENT);
    if (now == null || at < 0) {
      return null;
    }
    if (now.mishap() == Mishap.SPOILT) {
      bytes[at] = '!';
    }
    awaited = null;
    return now;
  }

  @Override
  public synchronized void close() throws IOException {
    open();
    listener.close();
    connections.forEach(Connection::close);
  }

  private record Connection(Socket client, Socket server) {
    /** Without a word of TLS: as where a network fails. */
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
