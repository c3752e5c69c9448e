package io.backupaccess.gateway.rrsync;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.command.SecludedArguments;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.confine.ChildSpec;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.MemoryShare;
import io.backupaccess.gateway.confine.RsyncBinary;
import io.backupaccess.gateway.confine.UnsuitableRsyncException;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Decides what becomes of one connection. */
final class CommandDecision {
  private static final String NO_SHELL =
      "This server has no shell. It answers rsync, such as: rsync -a HOST:/ FOLDER/";

  /** No client ever sees it. */
  private static final VolumeName ROOT = new VolumeName("root");

  private final Options options;
  private final Host host;

  /** What is around it. */
  interface Host {
    /** What the client sends. */
    InputStream stream();

    /** What {@code rsync --confine-root=/nonexistent --version} answered. */
    String rsyncVersion() throws IOException;

    /** Bytes of memory of this machine. */
    long memory() throws IOException;
  }

  CommandDecision(Options options, Host host) {
    this.options = options;
    this.host = host;
  }

  /**
   * The answer to a command.
   *
   * @param command nothing: the client asked for a shell
   */
  Answer answer(Optional<byte[]> command) throws IOException {
    if (command.isEmpty()) {
      return new Answer.Failure(NO_SHELL);
    }
    Path directory;
    try {
      directory = options.directory().toRealPath();
    } catch (IOException e) {
      directory = options.directory();
    }
    if (!Files.isDirectory(directory)) {
      return new Answer.Failure("The folder that this key is restricted to does not exist.");
    }
    return answer(command.get(), directory);
  }

  private Answer answer(byte[] command, Path directory) throws IOException {
    Volume volume = new Volume(ROOT, options.access(), Place.of(directory));
    Grants grants = new Grants.Root(volume, absolute(directory));
    Verdict verdict = new CommandPolicy(limits()).decide(command, grants, this::secluded);
    return switch (verdict) {
      case Verdict.Probe() -> new Answer.Success();
      case Verdict.Refuse refusal -> new Answer.Failure(refusal.message());
      case Verdict.Accept accepted -> launch(accepted.invocation(), directory);
    };
  }

  /** Where the folder is, in the way of commands: one Latin-1 character a byte. */
  private List<String> absolute(Path directory) {
    return switch (options.paths()) {
      case BENEATH_DIRECTORY -> List.of();
      case OR_ABSOLUTE ->
          StreamSupport.stream(directory.spliterator(), false)
              .map(name -> Argument.Literal.of(name.toString()).text())
              .toList();
    };
  }

  /** The launcher starts nothing without Landlock, so that what runs is confined by it. */
  private PolicyLimits limits() {
    PolicyLimits limits =
        PolicyLimits.of(
            options.confinement() == Confinement.REQUIRED
                ? PolicyLimits.Confinement.PROVEN
                : PolicyLimits.Confinement.UNPROVEN);
    return options.links() == Links.MUNGED ? limits.munged() : limits;
  }

  /** Byte by byte, because what follows the arguments has to be left in the pipe for rsync. */
  private Optional<List<String>> secluded() throws IOException {
    SecludedArguments arguments = new SecludedArguments();
    byte[] next = new byte[1];
    SecludedArguments.State state = SecludedArguments.State.INCOMPLETE;
    while (state == SecludedArguments.State.INCOMPLETE && host.stream().read(next) == 1) {
      state = arguments.take(ByteBuffer.wrap(next));
    }
    return state == SecludedArguments.State.COMPLETE
        ? Optional.of(arguments.arguments())
        : Optional.empty();
  }

  private Answer launch(Invocation invocation, Path directory) throws IOException {
    RsyncBinary rsync;
    try {
      rsync = RsyncBinary.judge(options.rsync(), host.rsyncVersion(), 0);
    } catch (UnsuitableRsyncException e) {
      return new Answer.Failure(String.valueOf(e.getMessage()));
    }
    ChildSpec spec =
        ChildSpec.running(
            invocation,
            List.of(Place.of(directory)),
            directory,
            MemoryShare.of(host.memory()),
            List.of());
    List<String> command =
        new Launcher(Path.of("launcher"), rsync.path(), options.confinement()).command(spec);
    List<String> locked =
        switch (options.lock()) {
          case NONE -> command;
          case EXCLUSIVE -> Launcher.locking(directory, command);
        };
    return new Answer.Launch(locked.subList(1, locked.size()));
  }
}
