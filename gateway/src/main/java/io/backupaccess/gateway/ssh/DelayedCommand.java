package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.KeyConnections.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command that begins once its connection has a slot among those of its key. No thread waits for
 * that, and once the command has ended nothing is left that does: its share of memory is given back
 * then, so that what a client can have waiting is bounded by it.
 */
final class DelayedCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(DelayedCommand.class);

  private final Command command;
  private final Slot slot;
  private volatile @Nullable Runnable begin;

  /** The command of a connection that waits for this slot. */
  DelayedCommand(Command command, Slot slot) {
    this.command = command;
    this.slot = slot;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Runnable first = () -> begin(channel, environment);
    begin = first;
    slot.whenGiven(first);
  }

  private void begin(ChannelSession channel, Environment environment) {
    try {
      command.start(channel, environment);
    } catch (IOException e) {
      LOG.error("A command could not begin", e);
      channel.close(true);
    }
  }

  @Override
  public void destroy(ChannelSession channel) throws Exception {
    Runnable waiting = begin;
    if (waiting != null) {
      slot.forget(waiting);
    }
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
