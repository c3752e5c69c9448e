package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.transport.ConnectionScope;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command on its channel, with all that it takes: given back when the channel is over or the
 * connection is, whichever comes first.
 */
final class ChannelCommand implements ConnectionScope.Part {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelCommand.class);

  private final ChannelSession channel;
  private final ConnectionScope scope;
  private final HeldMemory.Share memory;
  private final Command command;
  private List<Closeable> streams = List.of();
  private boolean over;

  private ChannelCommand(
      ChannelSession channel, ConnectionScope scope, HeldMemory.Share memory, Command command) {
    this.channel = channel;
    this.scope = scope;
    this.memory = memory;
    this.command = command;
  }

  /** From now on the command ends with the connection, and the memory is given back then. */
  static ChannelCommand hold(
      ChannelSession channel, ConnectionScope scope, HeldMemory.Share memory, Command command) {
    ChannelCommand held = new ChannelCommand(channel, scope, memory, command);
    scope.add(held);
    return held;
  }

  /** Has these end with the command, so that nobody waits for the client at them. */
  void use(Closeable... used) {
    synchronized (this) {
      streams = List.of(used);
      if (!over) {
        return;
      }
    }
    end();
  }

  @Override
  public void connectionEnded() {
    end();
  }

  /** Ends the command, if it runs still, and gives back what it takes. */
  void end() {
    List<Closeable> used;
    synchronized (this) {
      over = true;
      used = streams;
    }
    scope.remove(this);
    try {
      command.destroy(channel);
    } catch (Exception e) {
      LOG.error("A command did not end with its channel", e);
    }
    used.forEach(ChannelCommand::close);
    RemoteWindow room = channel.getRemoteWindow();
    close(room);
    memory.close();
  }

  private static void close(Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("While closing a stream of a command", e);
    }
  }
}
