package io.backupaccess.gateway.ssh.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the clients that proxies announce, and nobody else. */
final class ProxyEntrance {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyEntrance.class);

  /** How long a proxy has for its header, and how many may be awaited at once. */
  private static final Duration HEADER_TIME = Duration.ofSeconds(5);

  private static final int HEADERS = 256;

  /**
   * How long it is seen whether a peer that is no proxy wants anything, and of how many at once: a
   * check whether somebody listens ends without a byte, and is no refusal.
   */
  private static final Duration GLANCE_TIME = Duration.ofSeconds(1);

  private static final int GLANCES = 16;

  /** How long a proxy that speaks for itself, to see what it gets, may be silent. */
  private static final Duration CHECK_TIME = Duration.ofSeconds(3);

  /** Where clients go from here. */
  interface Door {
    /** Serves a client if there is a slot for it, and then owns its socket. */
    Optional<SocketConnection> serve(SocketChannel socket, InetSocketAddress client)
        throws IOException;
  }

  private interface Visit {
    /** Whether the socket has another owner after this. */
    boolean isServed() throws IOException;
  }

  private final Predicate<InetAddress> proxies;
  private final Admission admission;
  private final Door door;
  private final Semaphore headers = new Semaphore(HEADERS);
  private final Semaphore glances = new Semaphore(GLANCES);

  ProxyEntrance(Predicate<InetAddress> proxies, Admission admission, Door door) {
    this.proxies = proxies;
    this.admission = admission;
    this.door = door;
  }

  /** Has a thread of the connection's own read from it; false where there is no slot for that. */
  boolean take(SocketChannel socket, InetSocketAddress peer) {
    boolean proxy = proxies.test(peer.getAddress());
    if (!(proxy ? headers : glances).tryAcquire()) {
      admission.refusedProxy(peer.getAddress());
      return false;
    }
    Visit visit = proxy ? () -> announce(socket, peer) : () -> glance(socket, peer);
    Thread.ofVirtual().name("ssh-proxy-header").start(() -> receive(socket, visit));
    return true;
  }

  private static void receive(SocketChannel socket, Visit visit) {
    boolean served = false;
    try {
      served = visit.isServed();
    } catch (IOException | RuntimeException e) {
      LOG.debug("A proxy's connection is not served", e);
    } finally {
      if (!served) {
        closeQuietly(socket);
      }
    }
  }

  private boolean announce(SocketChannel socket, InetSocketAddress proxy) throws IOException {
    Optional<InetSocketAddress> client = readHeader(socket, proxy);
    Optional<SocketConnection> connection = door.serve(socket, client.orElse(proxy));
    if (client.isEmpty()) {
      connection.ifPresent(check -> check.endIfSilent(CHECK_TIME));
    }
    return connection.isPresent();
  }

  private Optional<InetSocketAddress> readHeader(SocketChannel socket, InetSocketAddress proxy)
      throws IOException {
    try {
      DeadlineInput in = new DeadlineInput(socket.socket(), HEADER_TIME);
      try {
        return ProxyHeader.read(in);
      } catch (IOException e) {
        if (in.hasRead()) { // otherwise it only looked whether somebody listens
          admission.refusedProxy(proxy.getAddress());
        }
        throw e;
      }
    } finally {
      headers.release();
    }
  }

  private boolean glance(SocketChannel socket, InetSocketAddress peer) throws IOException {
    try {
      if (new DeadlineInput(socket.socket(), GLANCE_TIME).read() >= 0) {
        admission.refusedProxy(peer.getAddress());
      }
      return false;
    } finally {
      glances.release();
    }
  }

  private static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("While closing a refused connection", e);
    }
  }
}
