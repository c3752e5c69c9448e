package io.backupaccess.statusport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks gateways at their status port. Each request has a connection of its own, and leaves only
 * once the gateway has proven itself on it: none is lost to a connection that was closed before.
 * Where the connection is dropped before an answer, as strangers in great numbers can make a
 * gateway do, it asks again a few times: each request asks for a state, and may come twice.
 *
 * @param connect the longest time for connecting
 * @param whole the longest time for all of it
 * @param largest bytes of an answer's body
 */
public record StatusClient(Duration connect, Duration whole, int largest) {
  static final int TRIES = 8;
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** The other side ended the connection without an answer. */
  private static final class DroppedException extends IOException {
    private static final long serialVersionUID = 1;

    DroppedException(IOException cause) {
      super("the connection was dropped: " + cause.getMessage(), cause);
    }
  }

  /**
   * Asks.
   *
   * @param gateway an address, not a name, and a port
   * @param request such as {@code GET /v1/status}
   * @param body UTF-8; empty: none
   * @throws IOException where nobody who holds the token has answered there in time
   */
  public StatusAnswer ask(InetSocketAddress gateway, String token, String request, String body)
      throws IOException {
    long end = System.nanoTime() + whole.toNanos();
    for (int tries = 1; ; tries++) {
      try {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return askOnce(gateway, token, request, body, left);
      } catch (DroppedException e) {
        if (tries == TRIES || System.nanoTime() - end >= 0) {
          throw e;
        }
        LockSupport.parkNanos(tries * PAUSE.toNanos());
      }
    }
  }

  private StatusAnswer askOnce(
      InetSocketAddress gateway, String token, String request, String body, Duration left)
      throws IOException {
    try (Socket socket = new Socket(Proxy.NO_PROXY);
        Deadline _ = Deadline.of(socket, left)) {
      socket.connect(gateway, Math.toIntExact(connect.toMillis()));
      String code;
      InputStream in;
      try {
        socket.setTcpNoDelay(true);
        SecureChannel channel = SecureChannel.call(socket, token);
        StatusMessage.write(channel.output(), request, body);
        in = channel.input();
        code = StatusMessage.readLine(in);
      } catch (EOFException | SocketException e) {
        throw new DroppedException(e);
      }
      return read(code, in);
    }
  }

  private StatusAnswer read(String code, InputStream in) throws IOException {
    if (!code.matches("[1-5][0-9]{2}")) {
      throw new StreamCorruptedException("no answer of a status port");
    }
    byte[] body = StatusMessage.readBody(in, largest);
    return new StatusAnswer(Integer.parseInt(code), new String(body, StandardCharsets.UTF_8));
  }
}
