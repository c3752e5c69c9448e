package io.backupaccess.gateway.status;

import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Connections whose other side has not proven itself. Where there are too many, the oldest makes
 * room: strangers that hold connections keep out nobody who proves itself at once.
 */
final class Strangers {
  private static final int MOST = 64;

  private final Set<Socket> sockets = new LinkedHashSet<>();
  private boolean closed;

  synchronized void add(Socket socket) {
    if (closed) {
      close(socket);
      return;
    }
    sockets.add(socket);
    if (sockets.size() > MOST) {
      Socket oldest = sockets.iterator().next();
      sockets.remove(oldest);
      close(oldest);
    }
  }

  synchronized void remove(Socket socket) {
    sockets.remove(socket);
  }

  /** Ends them all, and those that come. */
  synchronized void close() {
    closed = true;
    sockets.forEach(Strangers::close);
    sockets.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
