package io.backupaccess.kubeapi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that have to be told one. The kernel gives none of these to a connection: one
 * that it chose itself may be a client's by the time the program asks for it.
 */
public final class FreePort {
  private static final int FIRST = 10_000;

  /** Where Linux begins to give ports to clients, by default. */
  private static final int END = 32_768;

  private FreePort() {}

  /** A port of the loopback address that nobody listens on. */
  public static int any() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody has it.
      }
    }
  }
}
