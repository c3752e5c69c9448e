package io.backupaccess.gateway.ssh;

import static java.util.Comparator.comparing;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections whose other side has not proven itself, a bounded number. Where there is no room for
 * another, one that keeps the gateway waiting makes room: one of the source that has most of them,
 * and of those any. A connection that has said something which was not read yet stays until it was:
 * whoever proves itself at once is kept out by nobody, and whoever is slower is dropped by chance
 * alone, so that it gets through when it asks again.
 */
public final class Strangers {
  /** How soon one who waits for room looks again. */
  private static final long LOOK_MILLIS = 5;

  private final int most;
  private final Map<Socket, Source> sockets = new HashMap<>();
  private boolean closed;

  /**
   * None yet.
   *
   * @param most of them
   */
  public Strangers(int most) {
    this.most = most;
  }

  /** Adds one, which another makes room for. Waits where all others are about to be read. */
  public synchronized void add(Socket socket) throws InterruptedException {
    while (!closed && sockets.size() >= most && !makeRoom()) {
      wait(LOOK_MILLIS);
    }
    if (closed) {
      close(socket);
    } else {
      sockets.put(socket, Source.of(socket.getInetAddress()));
    }
  }

  private boolean makeRoom() {
    Map<Source, Long> counts =
        sockets.values().stream().collect(groupingBy(identity(), counting()));
    List<Socket> candidates = new ArrayList<>(sockets.keySet());
    Collections.shuffle(candidates);
    Optional<Socket> dropped =
        candidates.stream()
            .sorted(comparing(socket -> -counts.getOrDefault(sockets.get(socket), 0L)))
            .filter(Strangers::keepsWaiting)
            .findFirst();
    dropped.ifPresent(
        socket -> {
          sockets.remove(socket);
          close(socket);
        });
    return dropped.isPresent();
  }

  private static boolean keepsWaiting(Socket socket) {
    try {
      return socket.getInputStream().available() == 0;
    } catch (IOException e) {
      // It is closed.
      return true;
    }
  }

  /** This one has proven itself, or is closed. */
  public synchronized void remove(Socket socket) {
    if (sockets.remove(socket) != null) {
      notifyAll();
    }
  }

  /** Ends them all, and those that come. */
  public synchronized void close() {
    closed = true;
    sockets.keySet().forEach(Strangers::close);
    sockets.clear();
    notifyAll();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
