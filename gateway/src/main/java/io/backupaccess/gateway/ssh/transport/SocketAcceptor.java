package io.backupaccess.gateway.ssh.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private final IoHandler handler;
  private final Admission admission;
  private final Optional<ProxyEntrance> proxies;
  private final Map<SocketAddress, ServerSocketChannel> listening = new ConcurrentHashMap<>();
  private final Map<Long, SocketConnection> connections = new ConcurrentHashMap<>();
  private @Nullable IoServiceEventListener listener;

  SocketAcceptor(IoHandler handler, Admission admission, Optional<Predicate<InetAddress>> proxies) {
    this.handler = handler;
    this.admission = admission;
    this.proxies = proxies.map(who -> new ProxyEntrance(who, admission, this::serve));
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
    FailedAccepts failed = new FailedAccepts(System::nanoTime);
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (Throwable e) {
        failed.failed(e);
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
      kept =
          proxies.isPresent() ? proxies.get().take(socket, peer) : serve(socket, peer).isPresent();
    } catch (ClosedChannelException e) {
      log.debug("A peer left before it was served", e);
    } finally {
      if (!kept) {
        socket.close();
      }
    }
  }

  /** Serves a client if there is a slot for it. */
  private Optional<SocketConnection> serve(SocketChannel socket, InetSocketAddress client)
      throws IOException {
    if (!isOpen() || listening.isEmpty()) { // by now; a proxy's header takes a while
      return Optional.empty();
    }
    Admission.Ticket ticket = admission.admit(client.getAddress()).orElse(null);
    if (ticket == null) {
      return Optional.empty();
    }
    SocketConnection connection = null;
    boolean started = false;
    try {
      connection = new SocketConnection(this, handler, socket, client, ticket);
      connections.put(connection.getId(), connection);
      connection.start();
      started = true;
    } finally {
      if (connection == null) {
        ticket.close();
      } else if (!started) {
        connection.close(true);
      }
    }
    return Optional.of(connection);
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
        log.atInfo()
            .addKeyValue("source", connection.ends().peer().getAddress().getHostAddress())
            .log("a peer is gone, as the kernel tells");
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
