package io.backupaccess.gateway.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A conversation with one client, one request after the other: as long as the client does not read
 * an answer, its next request waits.
 */
public final class SftpSession {
  private static final int OLDEST_VERSION = 3;

  private final InputStream in;
  private final OutputStream out;
  private final SftpCounts counts = new SftpCounts();
  private final Answers answers;

  /**
   * A session that has not begun.
   *
   * @param tree what the client sees
   * @param files the children that read it
   * @param clock for the times of folders
   * @param in what the client sends
   * @param out what it is sent
   */
  public SftpSession(
      VirtualTree tree, FileServers files, InstantSource clock, InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
    this.answers = new Answers(tree, files, counts, clock);
  }

  /** What was done so far; may be asked at any time. */
  public SftpCounts counts() {
    return counts;
  }

  /**
   * Answers until the client has no more requests.
   *
   * @throws MalformedPacketException when it speaks no SFTP; the message is for the log
   * @throws FileServerException when the child fails
   * @throws IOException when the client is gone
   */
  public void run() throws MalformedPacketException, IOException {
    Optional<byte[]> first = packet();
    if (first.isEmpty()) {
      return;
    }
    if (!(SftpRequests.parse(first.get()) instanceof SftpRequest.Init(long version))) {
      throw new MalformedPacketException("the first packet is not SSH_FXP_INIT");
    }
    if (version < OLDEST_VERSION) {
      throw new MalformedPacketException("the client speaks version " + version + ", not 3");
    }
    send(0, new SftpReply.Version());
    for (Optional<byte[]> packet = packet(); packet.isPresent(); packet = packet()) {
      if (!(SftpRequests.parse(packet.get()) instanceof SftpRequest.Numbered request)) {
        throw new MalformedPacketException("SSH_FXP_INIT comes again");
      }
      counts.requested();
      send(request.id(), answers.answer(request));
    }
  }

  /** The next packet; empty: the client has ended its stream. */
  private Optional<byte[]> packet() throws MalformedPacketException, IOException {
    byte[] header = in.readNBytes(Integer.BYTES);
    if (header.length == 0) {
      return Optional.empty();
    }
    if (header.length < Integer.BYTES) {
      throw new MalformedPacketException("the stream ends within a packet");
    }
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt());
    if (length == 0 || length > SftpRequests.LONGEST) {
      throw new MalformedPacketException("a packet has a length of " + length);
    }
    byte[] packet = in.readNBytes((int) length);
    if (packet.length < length) {
      throw new MalformedPacketException("the stream ends within a packet");
    }
    return Optional.of(packet);
  }

  private void send(int id, SftpReply reply) throws IOException {
    out.write(SftpReplies.encode(id, reply));
    out.flush();
  }
}
