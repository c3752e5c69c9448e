package io.backupaccess.gateway.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** On the way between one caller and a gateway; keeps what the caller says, as it passes. */
final class RecordingRelay implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final InetSocketAddress gateway;
  private final ByteArrayOutputStream toGateway = new ByteArrayOutputStream();

  RecordingRelay(InetSocketAddress gateway) throws IOException {
    this.gateway = gateway;
    Thread.startVirtualThread(this::pass);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  byte[] toGateway() {
    synchronized (toGateway) {
      return toGateway.toByteArray();
    }
  }

  private void pass() {
    try (Socket caller = server.accept();
        Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
      Thread.startVirtualThread(() -> answers(socket, caller));
      byte[] some = new byte[4096];
      for (int n = caller.getInputStream().read(some); n > 0; ) {
        synchronized (toGateway) {
          toGateway.write(some, 0, n);
        }
        socket.getOutputStream().write(some, 0, n);
        n = caller.getInputStream().read(some);
      }
    } catch (IOException e) {
      // One side is done.
    }
  }

  private static void answers(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side is done.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
