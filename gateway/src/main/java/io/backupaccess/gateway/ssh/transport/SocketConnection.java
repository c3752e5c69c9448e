package io.backupaccess.gateway.ssh.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/** One connection: one thread reads it, and its writers wait for the kernel. */
final class SocketConnection extends AbstractCloseable implements IoSession {
  private static final AtomicLong IDS = new AtomicLong();

  /** What is read at once of a peer that says little, and held while it is idle. */
  private static final int READ_BUFFER = 2 * 1024;

  /** What is read at once after a read has filled the smaller one. */
  private static final int BULK_READ_BUFFER = 16 * 1024;

  private final long id = IDS.incrementAndGet();
  private final SocketAcceptor acceptor;
  private final IoHandler handler;
  private final SocketChannel socket;
  private final Admission.Ticket ticket;
  private final SocketAddress localAddress;
  private final SocketAddress client;
  private final LostPeers.Ends ends;
  private final ConnectionScope scope = new ConnectionScope();
  private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
  private final ReentrantLock writeLock = new ReentrantLock();
  private final ReentrantLock readLock = new ReentrantLock();
  private final Condition resumed = readLock.newCondition();
  private final AtomicInteger bulk = new AtomicInteger();
  private boolean suspended;
  private volatile boolean heard;
  private volatile boolean left;

  SocketConnection(
      SocketAcceptor acceptor,
      IoHandler handler,
      SocketChannel socket,
      SocketAddress client,
      Admission.Ticket ticket)
      throws IOException {
    this.acceptor = acceptor;
    this.handler = handler;
    this.socket = socket;
    this.ticket = ticket;
    this.localAddress = socket.getLocalAddress();
    this.client = client;
    this.ends = LostPeers.Ends.of(socket);
  }

  /** Serves the connection until it ends. Returns at once. */
  void start() {
    start(
        Thread.ofVirtual(),
        () -> {
          handler.sessionCreated(this);
          read();
        });
  }

  /**
   * Reads until the connection ends, or until another kind of thread goes on with it: a virtual
   * thread costs less memory while a peer is idle, and one of the platform less time for each of
   * the many small messages with which a peer extends its window.
   */
  private void read() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(READ_BUFFER);
    while (isOpen()) {
      boolean busy = bulk.get() > 0;
      if (busy == Thread.currentThread().isVirtual()) {
        start(busy ? Thread.ofPlatform().daemon() : Thread.ofVirtual(), this::read);
        return;
      }
      awaitResumed();
      int count = receive(bytes.clear());
      if (count < 0) {
        break;
      }
      if (!heard) {
        heard = true;
        ticket.expect(Admission.Failure.NO_AUTH);
      }
      handler.messageReceived(this, Readable.readable(bytes.flip()));
      int wanted = count < READ_BUFFER ? READ_BUFFER : BULK_READ_BUFFER;
      if (bytes.capacity() != wanted) {
        bytes = ByteBuffer.allocate(wanted);
      }
    }
    close(true);
  }

  private int receive(ByteBuffer bytes) throws IOException {
    int count = -1;
    try {
      count = socket.read(bytes);
    } finally {
      left |= count < 0 && isOpen();
    }
    return count;
  }

  private interface Reading {
    void run() throws Exception;
  }

  private void start(Thread.Builder kind, Reading reading) {
    kind.name("ssh-" + id)
        .start(
            () -> {
              try {
                reading.run();
              } catch (Throwable failure) {
                fail(failure);
              }
            });
  }

  /** Ends the connection where nothing is heard on it in this time. Waits for that. */
  void endIfSilent(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!heard) {
      close(true);
    }
  }

  /** Counts the streams that are sent in bulk. */
  void bulk(int more) {
    bulk.addAndGet(more);
  }

  private void fail(Throwable failure) {
    try {
      if (isOpen()) {
        handler.exceptionCaught(this, failure);
      }
    } catch (Throwable e) {
      log.debug("While reporting a failure of {}", this, e);
    } finally {
      close(true);
    }
  }

  @Override
  public IoWriteFuture writeBuffer(Buffer buffer) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available());
    writeLock.lock();
    try {
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    } catch (IOException e) {
      left |= isOpen();
      // The caller may hold locks of the session that closing it needs too.
      Thread.ofVirtual().name("ssh-close-" + id).start(() -> close(true));
      throw e;
    } finally {
      writeLock.unlock();
    }
    return AbstractIoWriteFuture.fulfilled(this, true);
  }

  /** The connection as the kernel knows it, whoever a proxy says the peer is. */
  LostPeers.Ends ends() {
    return ends;
  }

  /** What ends with this connection. */
  ConnectionScope scope() {
    return scope;
  }

  /** Whether the peer ended the connection. */
  boolean hasLeft() {
    return left;
  }

  /** Whether a writer waits for the peer now. */
  boolean isWriting() {
    return writeLock.isLocked();
  }

  /** Tells admission that the peer has proved who it is. */
  void authenticated() {
    ticket.authenticated();
  }

  /** Tells admission what the end means if no login comes. */
  void expect(Admission.Failure failure) {
    ticket.expect(failure);
  }

  @Override
  protected @Nullable CloseFuture doCloseGracefully() {
    try {
      shutdownOutputStream();
    } catch (IOException e) {
      log.debug("While ending the output of {}", this, e);
    }
    return null;
  }

  @Override
  protected void doCloseImmediately() {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("While closing {}", this, e);
    }
    scope.end();
    resumeRead();
    acceptor.forget(this);
    ticket.close();
    super.doCloseImmediately();
    try {
      handler.sessionClosed(this);
    } catch (Throwable e) {
      log.debug("While closing the session of {}", this, e);
    }
    attributes.clear();
  }

  @Override
  public void shutdownOutputStream() throws IOException {
    if (socket.isOpen()) {
      socket.shutdownOutput();
    }
  }

  @Override
  public void suspendRead() {
    readLock.lock();
    try {
      suspended = true;
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public void resumeRead() {
    readLock.lock();
    try {
      suspended = false;
      resumed.signalAll();
    } finally {
      readLock.unlock();
    }
  }

  private void awaitResumed() {
    readLock.lock();
    try {
      while (suspended) {
        resumed.awaitUninterruptibly();
      }
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public long getId() {
    return id;
  }

  @Override
  public SocketAddress getLocalAddress() {
    return localAddress;
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return client;
  }

  @Override
  public SocketAddress getAcceptanceAddress() {
    return localAddress;
  }

  @Override
  public SocketAcceptor getService() {
    return acceptor;
  }

  @Override
  public @Nullable Object getAttribute(Object key) {
    return attributes.get(key);
  }

  @Override
  public @Nullable Object setAttribute(Object key, Object value) {
    return attributes.put(key, value);
  }

  @Override
  public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
    return attributes.putIfAbsent(key, value);
  }

  @Override
  public @Nullable Object removeAttribute(Object key) {
    return attributes.remove(key);
  }

  @Override
  public String toString() {
    return "connection " + id;
  }
}
