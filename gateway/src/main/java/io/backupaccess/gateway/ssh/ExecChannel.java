package io.backupaccess.gateway.ssh;

import io.backupaccess.gateway.ssh.transport.ConnectionScope;
import io.backupaccess.gateway.ssh.transport.SocketTransport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.PipeDataReceiver;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** A channel on which one command or SFTP can run, and nothing else be asked for. */
final class ExecChannel extends ChannelSession {
  private static final Set<String> KNOWN =
      Set.of(Channel.CHANNEL_EXEC, Channel.CHANNEL_SHELL, Channel.CHANNEL_SUBSYSTEM);

  private static final String SFTP = "sftp";

  /** RFC 4254 section 5.2. */
  private static final long LARGEST_WINDOW = (1L << 32) - 1;

  private final Commands commands;
  private final HeldMemory memory;
  private final int mostChannels;
  private @Nullable ChannelCommand running;
  private @Nullable ChannelInput in;
  private long windowAsAdjusted;

  ExecChannel(Commands commands, HeldMemory memory, int mostChannels) {
    super(List.of());
    this.commands = commands;
    this.memory = memory;
    this.mostChannels = mostChannels;
  }

  /** One channel too many is refused, and its connection goes on. */
  @Override
  public OpenFuture open(long recipient, long window, long packetSize, Buffer buffer) {
    if (((AbstractConnectionService) service).getChannels().size() <= mostChannels) {
      return super.open(recipient, window, packetSize, buffer);
    }
    OpenFuture refused = new DefaultOpenFuture(this, this);
    refused.setException(
        new SshChannelOpenException(
            getChannelId(), SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "Too many channels"));
    close(true);
    return refused;
  }

  /** Refuses the environment, terminals, forwardings and whatever else there may be. */
  @Override
  protected Result handleInternalRequest(String request, boolean wantReply, Buffer buffer)
      throws IOException {
    return KNOWN.contains(request)
        ? super.handleInternalRequest(request, wantReply, buffer)
        : Result.ReplyFailure;
  }

  /** The command is bytes, not text: names on a volume need not be in any character set. */
  @Override
  protected Result handleExec(String request, Buffer buffer, boolean wantReply) throws IOException {
    if (isClosing()) {
      return Result.ReplyFailure;
    }
    byte[] command = buffer.getBytes();
    return run(request, command.length, login -> Optional.of(commands.command(login, command)));
  }

  /** Prepares a command, once on a channel, if there is memory for a request of this length. */
  private Result run(String request, int length, Function<Login, Optional<Command>> making)
      throws IOException {
    Login login = login();
    Optional<Command> made = running == null ? making.apply(login) : Optional.empty();
    Optional<HeldMemory.Share> share =
        made.flatMap(command -> memory.forCommand(login.credential(), length));
    if (share.isEmpty()) {
      return Result.ReplyFailure;
    }
    commandInstance = made.map(session()::inTurn).orElseThrow();
    ConnectionScope scope = SocketTransport.scope(session().getIoSession());
    running = ChannelCommand.hold(this, scope, share.get(), commandInstance);
    return prepareChannelCommand(request, commandInstance);
  }

  @Override
  public void handleChannelUnregistration(ConnectionService service) {
    super.handleChannelUnregistration(service);
    if (running != null) {
      running.end();
    }
  }

  @Override
  public void handleData(Buffer buffer) throws IOException {
    if (buffer.rawUInt(buffer.rpos()) > 0) {
      session().peerMessages().carriedData();
    }
    super.handleData(buffer);
  }

  /** Room for data is free where data was sent since there was last made room. */
  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    long window = getRemoteWindow().getSize();
    if (window < windowAsAdjusted) {
      session().peerMessages().carriedData();
    }
    windowAsAdjusted = Math.min(window + buffer.rawUInt(buffer.rpos()), LARGEST_WINDOW);
    super.handleWindowAdjust(buffer);
  }

  @Override
  protected Result handleShell(String request, Buffer buffer, boolean wantReply)
      throws IOException {
    return isClosing() ? Result.ReplyFailure : run(request, 0, login -> Optional.of(new NoShell()));
  }

  /** Gives the command streams of our own. */
  @Override
  protected Command prepareCommand(String request, Command command) throws IOException {
    Command prepared = super.prepareCommand(request, command);
    in = new ChannelInput(((PipeDataReceiver) receiver).getIn());
    prepared.setInputStream(in);
    out = new ChannelOutput(this);
    err = new ErrorOutput(this);
    prepared.setOutputStream(out);
    prepared.setErrorStream(err);
    if (running != null) {
      running.use(out, err, receiver);
    }
    return prepared;
  }

  /** Data for no command is not kept. */
  @Override
  protected void doWriteData(byte[] data, int offset, long length) throws IOException {
    if (in != null) {
      in.receive(() -> super.doWriteData(data, offset, length));
    }
  }

  /** Nothing that runs here reads a second stream. */
  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {}

  @Override
  protected Result handleSubsystem(String request, Buffer buffer, boolean wantReply)
      throws IOException {
    if (isClosing() || !buffer.getString().equals(SFTP)) {
      return Result.ReplyFailure;
    }
    return run(request, 0, commands::sftp);
  }

  /**
   * Says how the command ended before saying that there is no more data: a client whose own data
   * has ended answers that with a close, after which nothing may be said. OpenSSH's server says the
   * two in either order, so that clients know this one. A command that a signal ended has the
   * status of a shell's, 128 and the signal.
   */
  @Override
  protected void closeShell(int status, boolean immediately) throws IOException {
    if (!isClosing()) {
      out.close();
      sendExitStatus(status);
      sendEof();
    }
    commandExitFuture.setClosed();
    close(immediately);
  }

  private GatewaySession session() {
    return (GatewaySession) getServerSession();
  }

  private Login login() throws IOException {
    Login login = session().getAttribute(KeyAuthenticator.LOGIN);
    if (login == null) {
      throw new IOException("The session has no login");
    }
    return login;
  }
}
