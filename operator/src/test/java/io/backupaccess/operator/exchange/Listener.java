package io.backupaccess.operator.exchange;

import io.backupaccess.statusport.SecureChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Has the address of a gateway's pod, and not its token. Hears one caller. */
final class Listener implements AutoCloseable {

  /** What it says to make the caller go on. */
  enum Words {
    NONE,
    /** The caller's own, which are right in all but their direction. */
    ECHO,
    HTTP,
    NOISE,
    /** Of another channel, which the listener opened to itself. */
    OTHER_PROOF
  }

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Words words;
  private final CompletableFuture<byte[]> heard = new CompletableFuture<>();

  Listener(Words words) throws IOException {
    this.words = words;
    Thread.startVirtualThread(this::hear);
  }

  int port() {
    return server.getLocalPort();
  }

  /** All that the caller said, once it is gone. */
  byte[] heard() {
    return heard.join();
  }

  private void hear() {
    try (Socket socket = server.accept()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      byte[] first = in.readNBytes(48);
      all.writeBytes(first);
      socket.getOutputStream().write(answer(first));
      in.transferTo(all);
      heard.complete(all.toByteArray());
    } catch (IOException e) {
      heard.completeExceptionally(e);
    }
  }

  private byte[] answer(byte[] first) throws IOException {
    return switch (words) {
      case NONE -> new byte[0];
      case ECHO -> first;
      case HTTP ->
          "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n                "
              .getBytes(StandardCharsets.US_ASCII);
      case NOISE -> new byte[1000];
      case OTHER_PROOF -> proof();
    };
  }

  /** The second message of a handshake under a token of the listener's own. */
  private static byte[] proof() throws IOException {
    try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket caller = new Socket(own.getInetAddress(), own.getLocalPort());
        Socket accepted = own.accept()) {
      Thread.startVirtualThread(
          () -> {
            try {
              SecureChannel.call(caller, "a token of its own");
            } catch (IOException e) {
              // Its answer was read by another.
            }
          });
      try (ServerSocket gateway = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          Socket towards = new Socket(gateway.getInetAddress(), gateway.getLocalPort());
          Socket gateways = gateway.accept()) {
        towards.getOutputStream().write(accepted.getInputStream().readNBytes(48));
        SecureChannel.accept(gateways, "a token of its own");
        return towards.getInputStream().readNBytes(48);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
