package io.backupaccess.statusport;

import io.backupaccess.noise.CipherState;
import io.backupaccess.noise.Handshake;
import io.backupaccess.noise.X25519;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A connection whose two sides hold the same token, which is not sent. Until the other side has
 * proven that, each sends 48 bytes, and reads 48.
 *
 * <p>The gateway's address goes into the keys: a connection that somebody else passes on to a
 * gateway opens nothing there.
 */
public final class SecureChannel {
  private static final byte[] PURPOSE =
      "backup-access status port 1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};
  private static final int FIRST_BYTES = Handshake.MESSAGE_BYTES;

  private final SealedInput input;
  private final SealedOutput output;

  private SecureChannel(Socket socket, CipherState read, CipherState write) throws IOException {
    this.input = new SealedInput(socket.getInputStream(), read);
    this.output = new SealedOutput(socket.getOutputStream(), write);
  }

  /**
   * The caller's side. When it returns, the other side has proven that it holds the token, here and
   * now.
   *
   * @param socket is connected to the gateway
   * @throws IOException where the other side does not hold it
   */
  public static SecureChannel call(Socket socket, String token) throws IOException {
    try {
      Handshake handshake = handshake(token, socket.getInetAddress());
      socket.getOutputStream().write(handshake.writeFirst(NOTHING));
      handshake.readSecond(read(socket));
      Handshake.Transport keys = handshake.split();
      return new SecureChannel(socket, keys.toCaller(), keys.toGateway());
    } catch (GeneralSecurityException e) {
      throw new StreamCorruptedException("no proof of the token");
    }
  }

  /** A call of somebody who holds the token, or has recorded one who does. */
  public static final class Call {
    private final Socket socket;
    private final Handshake handshake;

    private Call(Socket socket, Handshake handshake) {
      this.socket = socket;
      this.handshake = handshake;
    }

    /**
     * Answers it. The other side has proven itself with the first byte that {@link #input} gives.
     */
    public SecureChannel answer() throws IOException {
      try {
        socket.getOutputStream().write(handshake.writeSecond(NOTHING));
        Handshake.Transport keys = handshake.split();
        return new SecureChannel(socket, keys.toGateway(), keys.toCaller());
      } catch (GeneralSecurityException e) {
        throw new StreamCorruptedException("no proof of the token");
      }
    }
  }

  /**
   * The gateway's side: hears a call, and says nothing yet. Costs little where it is none.
   *
   * @param socket was accepted by the gateway
   * @throws IOException where what the other side said was not made with the token
   */
  public static Call hear(Socket socket, String token) throws IOException {
    try {
      Handshake handshake = handshake(token, socket.getLocalAddress());
      handshake.readFirst(read(socket));
      return new Call(socket, handshake);
    } catch (GeneralSecurityException e) {
      throw new StreamCorruptedException("no proof of the token");
    }
  }

  /** Hears a call, and answers it. */
  public static SecureChannel accept(Socket socket, String token) throws IOException {
    return hear(socket, token).answer();
  }

  private static Handshake handshake(String token, InetAddress gateway)
      throws GeneralSecurityException {
    byte[] address = gateway.getAddress();
    byte[] prologue =
        ByteBuffer.allocate(PURPOSE.length + address.length).put(PURPOSE).put(address).array();
    return Handshake.withToken(psk(token), prologue, X25519::generate);
  }

  private static byte[] psk(String token) throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(
            HKDFParameterSpec.ofExtract()
                .addIKM(token.getBytes(StandardCharsets.UTF_8))
                .thenExpand(PURPOSE, 32));
  }

  private static byte[] read(Socket socket) throws IOException {
    byte[] message = socket.getInputStream().readNBytes(FIRST_BYTES);
    if (message.length < FIRST_BYTES) {
      throw new EOFException("cut off");
    }
    return message;
  }

  /** What the other side says. It ends where that side ended it, and fails where it is cut off. */
  public InputStream input() {
    return input;
  }

  /** What the other side is told; closing it says that this was all, and leaves the socket open. */
  public OutputStream output() {
    return output;
  }
}
