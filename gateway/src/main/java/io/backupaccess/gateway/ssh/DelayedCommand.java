package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.KeyConnections.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command that begins once its connection has a place among those of its key.
 *
 * @param command the command
 * @param place where its connection waits
 */
record DelayedCommand(Command command, Place place) implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(DelayedCommand.class);

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Thread.ofVirtual().name("command-waits").start(() -> begin(channel, environment));
  }

  private void begin(ChannelSession channel, Environment environment) {
    try {
      if (place.await()) {
        command.start(channel, environment);
      }
    } catch (IOException e) {
      LOG.error("A command could not begin", e);
      channel.close(true);
    }
  }

  @Override
  public void destroy(ChannelSession channel) throws Exception {
    command.destroy(channel);
  }

  @Override
  public void setInputStream(InputStream in) {
    command.setInputStream(in);
  }

  @Override
  public void setOutputStream(OutputStream out) {
    command.setOutputStream(out);
  }

  @Override
  public void setErrorStream(OutputStream error) {
    command.setErrorStream(error);
  }

  @Override
  public void setExitCallback(ExitCallback exit) {
    command.setExitCallback(exit);
  }
}
