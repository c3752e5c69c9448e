package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a command sends to its client: each write leaves at once, in packets as large as the client
 * takes them, and waits for its window and for the socket as long as that takes. For one thread.
 */
public final class ChannelOutput extends OutputStream implements BulkOutput {
  /** As much as OpenSSH takes in one packet, and as a pipe has at once. */
  private static final int LARGEST = 32 * 1024;

  /** Where a packet's data begins: behind its header, type, recipient and length. */
  private static final int DATA = SshConstants.SSH_PACKET_HEADER_LEN + 1 + 2 * Integer.BYTES;

  /** A client may be stopped for as long as it likes; the kernel tells when it is gone. */
  private static final Duration FOREVER = Duration.ofDays(365);

  /** How often one who waits for new keys looks whether that has become vain. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final AbstractChannel channel;
  private final SendWindow window;
  private final int largest;
  private @Nullable Buffer spare;

  /** The output of a channel that is open. */
  ChannelOutput(AbstractChannel channel) {
    this.channel = channel;
    this.window = new SendWindow(channel.getRemoteWindow());
    this.largest = (int) Math.min(channel.getRemoteWindow().getPacketSize(), LARGEST);
  }

  /** Reads straight into the packets. */
  @Override
  public void carry(InputStream from, Pace pace, LongConsumer counter) throws IOException {
    IoSession connection = channel.getSession().getIoSession();
    SocketTransport.bulkBegins(connection);
    try {
      for (int n = carryPiece(from, pace); n >= 0; n = carryPiece(from, pace)) {
        counter.accept(n);
      }
    } finally {
      SocketTransport.bulkEnds(connection);
    }
  }

  private int carryPiece(InputStream from, Pace pace) throws IOException {
    Buffer packet = packet();
    int length = from.read(packet.array(), DATA, pace.piece(largest));
    if (length < 0) {
      return length;
    }
    pace.pass(length);
    if (window.take(length)) {
      send(packet, length);
    } else {
      write(Arrays.copyOfRange(packet.array(), DATA, DATA + length));
    }
    return length;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    window.send(
        offset,
        length,
        largest,
        FOREVER,
        (from, piece) -> {
          Buffer packet = packet();
          System.arraycopy(bytes, from, packet.array(), DATA, piece);
          send(packet, piece);
        });
  }

  /** A packet with room for data; the last one, if that has left. */
  private Buffer packet() throws IOException {
    window.requireOpen();
    Buffer packet = spare;
    if (packet == null) {
      packet = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, DATA + largest);
      spare = packet;
    }
    return packet;
  }

  /** Sends what was taken. */
  private void send(Buffer packet, int length) throws IOException {
    channel.getSession().prepareBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, packet);
    packet.putUInt(channel.getRecipient());
    packet.putUInt(length);
    packet.wpos(DATA + length);
    if (!write(channel, packet).isWritten()) {
      spare = null;
    }
  }

  /**
   * Writes a packet of the channel. While keys are changed that waits, and looks now and then
   * whether the session is over.
   *
   * @throws IOException where it will not be sent
   */
  static IoWriteFuture write(AbstractChannel channel, Buffer packet) throws IOException {
    if (channel.isClosing()) {
      throw new IOException("The channel is closing");
    }
    IoWriteFuture written =
        channel.getSession().writePacket(packet, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    if (written.isDone() && !written.isWritten()) {
      throw new IOException("The packet was not sent", written.getException());
    }
    return written;
  }

  @Override
  public void close() {
    window.close();
  }
}
