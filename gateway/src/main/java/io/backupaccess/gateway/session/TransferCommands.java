package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Limits;
import io.backupaccess.gateway.ssh.Commands;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gatewayconfig.PullRecord;
import io.backupaccess.gatewayconfig.ServerConfig.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.sshd.server.command.Command;

/** Makes a transfer of what a client asks for. */
public final class TransferCommands implements Commands {
  private final Transfers transfers;
  private final Set<Protocol> protocols;
  private final RsyncService rsync;
  private final Launcher launcher;
  private final InstantSource clock;

  /**
   * Commands that are served from now on; the runtime directory is cleared of what earlier ones
   * left.
   *
   * @param limits what a child of rsync may take
   * @param readers do what has to be done elsewhere
   * @param records where each pull is kept that has ended
   */
  public TransferCommands(
      Transfers transfers,
      Set<Protocol> protocols,
      CommandPolicy policy,
      Launcher launcher,
      Limits limits,
      Path runtimeDirectory,
      InstantSource clock,
      Readers readers,
      Consumer<PullRecord> records)
      throws IOException {
    this.transfers = transfers;
    this.protocols = protocols;
    this.rsync =
        new RsyncService(policy, new Starter(launcher, limits, runtimeDirectory), readers, records);
    this.launcher = launcher;
    this.clock = clock;
  }

  @Override
  public Command command(Login login, byte[] command) {
    return command(login, command, rsync);
  }

  /**
   * The same for one who keeps the record of a pull.
   *
   * @param record is given it before the exit status
   */
  public Command command(Login login, byte[] command, Consumer<PullRecord> record) {
    return command(login, command, rsync.with(record));
  }

  /**
   * What answers requests for the files of these volumes, as the file server reads them, for a
   * session of SFTP that runs elsewhere.
   */
  public Command files(Login login, List<String> volumes) {
    return protocols.contains(Protocol.SFTP)
        ? new FilesTransfer(transfers, login, clock.instant(), launcher, volumes)
        : new RefusedCommand(transfers, login, clock.instant(), "this server answers rsync only");
  }

  private Command command(Login login, byte[] command, RsyncService service) {
    return protocols.contains(Protocol.RSYNC)
        ? new RsyncTransfer(transfers, login, clock.instant(), service, command)
        : new RefusedCommand(transfers, login, clock.instant(), "this server answers sftp only");
  }

  @Override
  public Optional<Command> sftp(Login login) {
    return protocols.contains(Protocol.SFTP)
        ? Optional.of(new SftpTransfer(transfers, login, launcher, rsync.readers(), clock))
        : Optional.empty();
  }
}
