package io.backupaccess.gateway.ssh.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/** Accepts connections that {@link Admission} lets in, each to its own virtual thread. */
final class SocketAcceptor extends AbstractCloseable implements IoAcceptor {
  private static final int BACKLOG = 256;

  /** Pause after a failed accept, such as one for want of file descriptors. */
  private static final long RETRY_MILLIS = 100;

  /** How long a proxy has for its header, and how many may be awaited at once. */
  private static final Duration HEADER_TIME = Duration.ofSeconds(5);

  private static final int HEADERS = 256;

  private final IoHandler handler;
  private final Admission admission;
  private final Optional<Predicate<InetAddress>> proxies;
  private final Semaphore headers = new Semaphore(HEADERS);
  private final Map<SocketAddress, ServerSocketChannel> listening = new ConcurrentHashMap<>();
  private final Map<Long, SocketConnection> connections = new ConcurrentHashMap<>();
  private @Nullable IoServiceEventListener listener;

  SocketAcceptor(IoHandler handler, Admission admission, Optional<Predicate<InetAddress>> proxies) {
    this.handler = handler;
    this.proxies = proxies;
    this.admission = admission;
  }

  @Override
  public void bind(SocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    listening.put(server.getLocalAddress(), server);
    Thread.ofPlatform().name("ssh-accept").daemon().start(() -> accept(server));
  }

  @Override
  public void bind(Collection<? extends SocketAddress> addresses) throws IOException {
    for (SocketAddress address : addresses) {
      bind(address);
    }
  }

  private void accept(ServerSocketChannel server) {
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException e) {
        log.warn("A connection could not be accepted: {}", e.toString());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(SocketChannel socket) throws IOException {
    boolean kept = false;
    try {
      InetSocketAddress peer = (InetSocketAddress) socket.getRemoteAddress();
      configure(socket);
      kept = proxies.isPresent() ? viaProxy(socket, peer) : serve(socket, peer);
    } catch (ClosedChannelException e) {
      log.debug("A peer left before it was served", e);
    } finally {
      if (!kept) {
        socket.close();
      }
    }
  }

  /** Whoever is no proxy is refused; a proxy's header is awaited by the connection's own thread. */
  private boolean viaProxy(SocketChannel socket, InetSocketAddress peer) {
    if (!proxies.orElseThrow().test(peer.getAddress()) || !headers.tryAcquire()) {
      admission.refusedProxy();
      return false;
    }
    Thread.ofVirtual()
        .name("ssh-proxy-header")
        .start(
            () -> {
              boolean kept = false;
              try {
                Optional<InetSocketAddress> client = readHeader(socket);
                kept = isOpen() && !listening.isEmpty() && serve(socket, client.orElse(peer));
              } catch (IOException | RuntimeException e) {
                log.debug("A proxy's connection is not served", e);
              } finally {
                if (!kept) {
                  closeQuietly(socket);
                }
              }
            });
    return true;
  }

  private Optional<InetSocketAddress> readHeader(SocketChannel socket) throws IOException {
    DeadlineInput in = new DeadlineInput(socket.socket(), HEADER_TIME);
    try {
      return ProxyHeader.read(in);
    } catch (IOException e) {
      if (in.hasRead()) { // otherwise it only looked whether somebody listens
        admission.refusedProxy();
      }
      throw e;
    } finally {
      headers.release();
    }
  }

  private void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("While closing a refused connection", e);
    }
  }

  /** Serves a client if there is a place for it. */
  private boolean serve(SocketChannel socket, InetSocketAddress client) throws IOException {
    Admission.Ticket ticket = admission.admit(client.getAddress()).orElse(null);
    if (ticket == null) {
      return false;
    }
    SocketConnection connection = null;
    try {
      connection = new SocketConnection(this, handler, socket, client, ticket);
    } finally {
      if (connection == null) {
        ticket.close();
      }
    }
    connections.put(connection.getId(), connection);
    connection.start();
    return true;
  }

  /** A peer that is gone is noticed by the kernel within a minute, also between two keepalives. */
  private static void configure(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 20);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 6);
    }
  }

  /** Ends these connections. */
  void closeLost(Set<LostPeers.Ends> lost) {
    for (SocketConnection connection : connections.values()) {
      if (lost.contains(connection.ends())) {
        connection.close(true);
      }
    }
  }

  void forget(SocketConnection connection) {
    connections.remove(connection.getId());
  }

  @Override
  public void unbind() {
    unbind(getBoundAddresses());
  }

  @Override
  public void unbind(Collection<? extends SocketAddress> addresses) {
    addresses.forEach(this::unbind);
  }

  @Override
  public void unbind(SocketAddress address) {
    ServerSocketChannel server = listening.remove(address);
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        log.debug("While closing {}", address, e);
      }
    }
  }

  @Override
  public Set<SocketAddress> getBoundAddresses() {
    return Set.copyOf(listening.keySet());
  }

  @Override
  public Map<Long, IoSession> getManagedSessions() {
    return Map.copyOf(connections);
  }

  @Override
  protected void preClose() {
    unbind();
    super.preClose();
  }

  @Override
  protected void doCloseImmediately() {
    connections.values().forEach(connection -> connection.close(true));
    super.doCloseImmediately();
  }

  @Override
  public @Nullable IoServiceEventListener getIoServiceEventListener() {
    return listener;
  }

  @Override
  public void setIoServiceEventListener(@Nullable IoServiceEventListener listener) {
    this.listener = listener;
  }
}
