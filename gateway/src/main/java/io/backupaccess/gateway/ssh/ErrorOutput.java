package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What a command tells its client on standard error. A client that makes no room for it is waited
 * for, but not for ever: a refusal that nobody reads takes memory, and a command is over only when
 * it was said.
 */
final class ErrorOutput extends OutputStream {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int LARGEST = 8 * 1024;

  private final AbstractChannel channel;
  private final SendWindow window;
  private final int largest;

  ErrorOutput(AbstractChannel channel) {
    this.channel = channel;
    this.window = new SendWindow(channel.getRemoteWindow());
    this.largest = (int) Math.min(channel.getRemoteWindow().getPacketSize(), LARGEST);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    window.send(offset, length, largest, LONGEST, (from, piece) -> send(bytes, from, piece));
  }

  private void send(byte[] bytes, int offset, int length) throws IOException {
    Buffer packet =
        channel
            .getSession()
            .createBuffer(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, length + 4 * Integer.BYTES);
    packet.putUInt(channel.getRecipient());
    packet.putUInt(SshConstants.SSH_EXTENDED_DATA_STDERR);
    packet.putBytes(bytes, offset, length);
    ChannelOutput.write(channel, packet);
  }

  @Override
  public void close() {
    window.close();
  }
}
