package io.backupaccess.gateway.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes on to a gateway all that callers say, once so many strangers have come in between. */
final class OvertakenCaller implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final InetSocketAddress gateway;
  private final Crowd crowd;
  private final int strangers;

  OvertakenCaller(InetSocketAddress gateway, Crowd crowd, int strangers) throws IOException {
    this.gateway = gateway;
    this.crowd = crowd;
    this.strangers = strangers;
    Thread.startVirtualThread(this::run);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void run() {
    while (!server.isClosed()) {
      try (Socket caller = server.accept()) {
        pass(caller);
      } catch (IOException e) {
        // One side is done.
      }
    }
  }

  private void pass(Socket caller) throws IOException {
    try (Socket socket = new Socket(gateway.getAddress(), gateway.getPort())) {
      for (int i = 0; i < strangers; i++) {
        crowd.grow();
      }
      Thread.startVirtualThread(
          () -> {
            try {
              caller.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
              // The gateway has dropped it.
            }
          });
      socket.getInputStream().transferTo(caller.getOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
