package io.backupaccess.gateway.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Strangers that come one after the other, each from its own address of the loopback network. */
final class Crowd implements AutoCloseable {
  private final int largest;
  private final InetSocketAddress where;
  private final byte[] said;
  private final Random random;
  private final Deque<Socket> held = new ArrayDeque<>();

  /**
   * @param largest how many stay as long as they are let
   * @param said by each
   * @param seed of their addresses
   */
  Crowd(int largest, InetSocketAddress where, byte[] said, long seed) {
    this.largest = largest;
    this.where = where;
    this.said = said;
    this.random = new Random(seed);
  }

  /** One more comes, and speaks. */
  void grow() {
    Socket stranger = new Socket();
    held.add(stranger);
    try {
      stranger.bind(new InetSocketAddress(anyLoopbackAddress(), 0));
      stranger.connect(where);
      stranger.getOutputStream().write(said);
    } catch (IOException e) {
      // It was dropped already.
    }
    if (held.size() > largest) {
      close(held.remove());
    }
  }

  private InetAddress anyLoopbackAddress() throws IOException {
    byte[] address = new byte[4];
    random.nextBytes(address);
    address[0] = 127;
    return InetAddress.getByAddress(address);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() {
    held.forEach(Crowd::close);
  }
}
