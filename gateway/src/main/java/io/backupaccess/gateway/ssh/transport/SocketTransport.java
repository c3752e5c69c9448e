package io.backupaccess.gateway.ssh.transport;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.jspecify.annotations.Nullable;

/** The sockets of an SSH server: blocking, without queues, a virtual thread per connection. */
public final class SocketTransport implements IoServiceFactoryFactory {
  private final Admission admission;
  private final Optional<Predicate<InetAddress>> proxies;
  private final LostPeers lostPeers = new LostPeers();
  private final List<SocketAcceptor> acceptors = new CopyOnWriteArrayList<>();

  /**
   * A transport that lets in whom {@code admission} admits; where there are proxies, only with
   * their PROXY headers.
   */
  public SocketTransport(Admission admission, Optional<Predicate<InetAddress>> proxies) {
    this.admission = admission;
    this.proxies = proxies;
  }

  /** What ends with this connection. */
  public static ConnectionScope scope(IoSession connection) {
    return ((SocketConnection) connection).scope();
  }

  /** Tells admission that the peer of this connection has proved who it is. */
  public static void authenticated(IoSession connection) {
    ((SocketConnection) connection).authenticated();
  }

  /**
   * Tells that much will be sent on this connection from now on, so that its peer will have much to
   * say of windows.
   */
  public static void bulkBegins(IoSession connection) {
    ((SocketConnection) connection).bulk(1);
  }

  /** Tells that as much as was told to begin is over. */
  public static void bulkEnds(IoSession connection) {
    ((SocketConnection) connection).bulk(-1);
  }

  /** Tells admission what the end of this connection means if no login comes. */
  public static void expect(IoSession connection, Admission.Failure failure) {
    ((SocketConnection) connection).expect(failure);
  }

  /** Whether the peer ended this connection. */
  public static boolean hasLeft(IoSession connection) {
    return ((SocketConnection) connection).hasLeft();
  }

  /** Whether a writer of this connection waits for its peer now. */
  public static boolean isWriting(IoSession connection) {
    return ((SocketConnection) connection).isWriting();
  }

  /** Accepts no more connections, and leaves those that there are. */
  public void shut() {
    acceptors.forEach(SocketAcceptor::unbind);
  }

  /** Ends the connections whose peers are gone. To be called every few seconds, by one thread. */
  public void closeLost() {
    Set<LostPeers.Ends> lost = lostPeers.look(System.nanoTime());
    if (!lost.isEmpty()) {
      acceptors.forEach(acceptor -> acceptor.closeLost(lost));
    }
  }

  @Override
  public IoServiceFactory create(FactoryManager manager) {
    return new Services();
  }

  @Override
  public void setExecutorServiceFactory(@Nullable Factory<CloseableExecutorService> factory) {
    // Every connection has a virtual thread of its own.
  }

  private final class Services extends AbstractCloseable implements IoServiceFactory {
    private @Nullable IoServiceEventListener listener;

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
      SocketAcceptor acceptor = new SocketAcceptor(handler, admission, proxies);
      acceptors.add(acceptor);
      return acceptor;
    }

    @Override
    public IoConnector createConnector(IoHandler handler) {
      throw new UnsupportedOperationException("The gateway connects to nobody");
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
}
