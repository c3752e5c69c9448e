package io.backupaccess.statusport;

import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks gateways at their status port. Each request has a connection of its own, and leaves only
 * once the gateway has proven itself on it: none is lost to a connection that was closed before.
 *
 * @param connect the longest time for connecting
 * @param whole the longest time for all of it
 * @param largest bytes of an answer's body
 */
public record StatusClient(Duration connect, Duration whole, int largest) {

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
    try (Socket socket = new Socket(Proxy.NO_PROXY);
        Deadline _ = Deadline.of(socket, whole)) {
      socket.connect(gateway, Math.toIntExact(connect.toMillis()));
      socket.setTcpNoDelay(true);
      SecureChannel channel = SecureChannel.call(socket, token);
      StatusMessage.write(channel.output(), request, body);
      return read(channel.input());
    }
  }

  private StatusAnswer read(InputStream in) throws IOException {
    String code = StatusMessage.readLine(in);
    if (!code.matches("[1-5][0-9]{2}")) {
      throw new StreamCorruptedException("no answer of a status port");
    }
    byte[] body = StatusMessage.readBody(in, largest);
    return new StatusAnswer(Integer.parseInt(code), new String(body, StandardCharsets.UTF_8));
  }
}
