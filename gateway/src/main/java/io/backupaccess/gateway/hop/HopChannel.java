package io.backupaccess.gateway.hop;

import io.backupaccess.noise.CipherState;
import io.backupaccess.noise.Handshake;
import io.backupaccess.statusport.Deadline;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection whose two sides have proven themselves. It carries frames: a kind, and up to {@link
 * #LARGEST} bytes. Each side says every few seconds that it is still there, and takes the other for
 * gone after a while of silence. Any thread may send, and one receives.
 */
public final class HopChannel implements Closeable {
  /** Most bytes of a frame: with its kind it is one message of Noise. */
  public static final int LARGEST = CipherState.LONGEST_BYTES - CipherState.TAG_BYTES - 1;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Together with a heartbeat less than the minute in which whoever is gone has to be noticed. */
  private static final Duration SILENCE = Duration.ofSeconds(40);

  private static final int LENGTH_BYTES = 2;
  private static final byte[] NOTHING = {};

  /** What a frame is. */
  public enum Kind {
    /** From a gateway: what it asks for, in as many frames as it takes. */
    REQUEST(1),
    /** From a gateway: the request is complete. */
    REQUEST_END(2),
    /** From a gateway: what its client sends. */
    INPUT(3),
    /** From a gateway: its client sends no more. */
    INPUT_END(4),
    /** From a reader: that many bytes more may be sent. */
    CREDIT(5),
    /** From a reader: for its gateway's client. */
    OUTPUT(6),
    /** From a reader: for its gateway's client, as an error. */
    ERROR(7),
    /** From a reader: how it ended. Nothing follows. */
    END(8),
    /** From both: nothing. */
    ALIVE(9);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static Kind of(byte code) throws StreamCorruptedException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new StreamCorruptedException("a frame of an unknown kind");
    }
  }

  /** A frame, whose bytes last until the next one is received. */
  public record Frame(Kind kind, ByteBuffer bytes) {
    /** How many bytes are left. */
    public int length() {
      return bytes.remaining();
    }

    /** A copy of the bytes. */
    public byte[] copy() {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(bytes.position(), copy);
      return copy;
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final CipherState reading;
  private final CipherState writing;
  private final ReentrantLock sending = new ReentrantLock();

  // Guarded by sending.
  private final byte[] sealed = new byte[LENGTH_BYTES + CipherState.LONGEST_BYTES];

  // Of the thread that receives.
  private final byte[] received = new byte[CipherState.LONGEST_BYTES];
  private final byte[] opened = new byte[1 + LARGEST];

  private final Thread heartbeat;

  private HopChannel(Socket socket, CipherState reading, CipherState writing) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.reading = reading;
    this.writing = writing;
    socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
    this.heartbeat = Thread.ofVirtual().name("hop-heartbeat").start(this::beat);
  }

  /**
   * The gateway's side. When it returns, the reader has proven itself, here and now.
   *
   * @param reader its public key
   */
  public static HopChannel call(InetSocketAddress address, HopKeys keys, byte[] reader)
      throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    try (Deadline _ = Deadline.of(socket, CONNECT.plus(HANDSHAKE))) {
      socket.connect(address, Math.toIntExact(CONNECT.toMillis()));
      socket.setTcpNoDelay(true);
      Handshake handshake = keys.calling(reader);
      socket.getOutputStream().write(handshake.writeFirst(NOTHING));
      handshake.readSecond(message(socket));
      Handshake.Transport transport = handshake.split();
      return new HopChannel(socket, transport.toCaller(), transport.toGateway());
    } catch (IOException e) {
      socket.close();
      throw e;
    } catch (GeneralSecurityException e) {
      socket.close();
      throw new StreamCorruptedException("no proof of the reader's key");
    }
  }

  /**
   * The reader's side. The gateway has proven itself with the first frame that is received.
   *
   * @param gateway its public key
   */
  public static HopChannel answer(Socket socket, HopKeys keys, byte[] gateway) throws IOException {
    try (Deadline _ = Deadline.of(socket, HANDSHAKE)) {
      socket.setTcpNoDelay(true);
      Handshake handshake = keys.answering(gateway);
      handshake.readFirst(message(socket));
      socket.getOutputStream().write(handshake.writeSecond(NOTHING));
      Handshake.Transport transport = handshake.split();
      return new HopChannel(socket, transport.toGateway(), transport.toCaller());
    } catch (GeneralSecurityException e) {
      throw new StreamCorruptedException("no proof of the gateway's key");
    }
  }

  private static byte[] message(Socket socket) throws IOException {
    byte[] message = socket.getInputStream().readNBytes(Handshake.MESSAGE_BYTES);
    if (message.length < Handshake.MESSAGE_BYTES) {
      throw new EOFException("cut off");
    }
    return message;
  }

  private void beat() {
    try {
      while (true) {
        Thread.sleep(HEARTBEAT);
        send(Kind.ALIVE);
      }
    } catch (InterruptedException | IOException e) {
      // It is closed.
    }
  }

  /** Sends a frame without bytes. */
  public void send(Kind kind) throws IOException {
    send(kind, NOTHING, 0, 0);
  }

  /** Sends these bytes, in as many frames as it takes, and at least one. */
  public void send(Kind kind, byte[] bytes) throws IOException {
    int from = 0;
    do {
      int part = Math.min(LARGEST, bytes.length - from);
      send(kind, bytes, from, part);
      from += part;
    } while (from < bytes.length);
  }

  /** Sends a frame of {@link #LARGEST} bytes at most; waits for as long as the socket takes. */
  public void send(Kind kind, byte[] bytes, int offset, int length) throws IOException {
    byte[] frame = new byte[1 + length];
    System.arraycopy(bytes, offset, frame, 1, length);
    sendFrame(kind, frame, length);
  }

  /**
   * Sends a frame whose bytes need not be copied.
   *
   * @param frame its first byte is for the kind, and its bytes follow
   */
  void sendFrame(Kind kind, byte[] frame, int length) throws IOException {
    frame[0] = kind.code;
    sending.lock();
    try {
      int message = writing.encrypt(frame, 1 + length, sealed, LENGTH_BYTES);
      sealed[0] = (byte) (message >>> 8);
      sealed[1] = (byte) message;
      out.write(sealed, 0, LENGTH_BYTES + message);
    } catch (GeneralSecurityException e) {
      throw new IOException("a message could not be sealed", e);
    } finally {
      sending.unlock();
    }
  }

  /**
   * Waits for the next frame that says something.
   *
   * @throws IOException where the other side is gone, or is not the one that proved itself
   */
  public Frame receive() throws IOException {
    while (true) {
      exactly(LENGTH_BYTES);
      int length = ((received[0] & 0xFF) << 8) | (received[1] & 0xFF);
      if (length <= CipherState.TAG_BYTES) {
        throw new StreamCorruptedException("a message of " + length + " bytes");
      }
      exactly(length);
      Frame frame = open(length);
      if (frame.kind() != Kind.ALIVE) {
        return frame;
      }
    }
  }

  private Frame open(int length) throws IOException {
    try {
      int message = reading.decrypt(received, length, opened);
      return new Frame(Kind.of(opened[0]), ByteBuffer.wrap(opened, 1, message - 1));
    } catch (GeneralSecurityException e) {
      throw new StreamCorruptedException("not the message that is due");
    }
  }

  private void exactly(int length) throws IOException {
    if (in.readNBytes(received, 0, length) < length) {
      throw new EOFException("cut off");
    }
  }

  /** The other side's address. */
  public InetSocketAddress peer() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  @Override
  public void close() throws IOException {
    heartbeat.interrupt();
    socket.close();
  }
}
