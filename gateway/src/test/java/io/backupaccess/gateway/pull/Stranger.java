package io.backupaccess.gateway.pull;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A connection to a gateway of somebody who need not speak SSH. */
final class Stranger implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int NOTHING = -1;

  private final Socket socket;

  Stranger(int port) {
    this(port, "127.0.0.1");
  }

  /** From this address of loopback. */
  Stranger(int port, String source) {
    try {
      socket = new Socket();
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      socket.setSoTimeout((int) PATIENCE.toMillis());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection that ends at once, as a check whether somebody listens. */
  static void check(int port, String source) {
    new Stranger(port, source).close();
  }

  Stranger says(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /** Says as much of this as the gateway takes. */
  void floods(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    } catch (IOException e) {
      // The gateway has ended the connection.
    }
  }

  /** Says nothing more. */
  void leaves() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // The gateway has ended the connection.
    }
  }

  /** Whether the gateway identifies itself. Else it ends the connection. */
  boolean isLetIn() {
    int first = read();
    if (first != NOTHING && first != 'S') {
      throw new AssertionError("The gateway begins with " + first);
    }
    return first != NOTHING;
  }

  /** Waits until the gateway has ended the connection. */
  void awaitEnd() {
    while (read() != NOTHING) {
      // What it says does not matter.
    }
  }

  private int read() {
    try {
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The gateway neither says anything nor ends the connection", e);
    } catch (SocketException e) {
      return NOTHING;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
