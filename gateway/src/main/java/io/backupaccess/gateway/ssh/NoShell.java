package io.backupaccess.gateway.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** Tells a person who logs in what this server is for. */
final class NoShell implements Command {
  private static final byte[] MESSAGE =
      "This server has no shell. It answers rsync pulls and sftp, such as: rsync -a HOST:/ FOLDER/\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private OutputStream error = OutputStream.nullOutputStream();
  private ExitCallback exit = (value, message, immediately) -> {};

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Thread.ofVirtual().name("no-shell").start(this::answer);
  }

  private void answer() {
    try {
      error.write(MESSAGE);
      error.flush();
    } catch (IOException e) {
      // The peer has left without reading it.
    } finally {
      exit.onExit(1);
    }
  }

  @Override
  public void setInputStream(InputStream in) {}

  @Override
  public void setOutputStream(OutputStream out) {}

  @Override
  public void setErrorStream(OutputStream error) {
    this.error = error;
  }

  @Override
  public void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }

  @Override
  public void destroy(ChannelSession channel) {}
}
