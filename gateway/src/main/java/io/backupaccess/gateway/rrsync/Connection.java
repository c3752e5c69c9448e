package io.backupaccess.gateway.rrsync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.command.CommandPolicy;
import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Invocation.Direction;
import io.backupaccess.gateway.command.PolicyLimits;
import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.command.SecludedArguments;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.confine.ChildSpec;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Profile;
import io.backupaccess.gateway.confine.RsyncBinary;
import io.backupaccess.gateway.confine.UnsuitableRsyncException;
import io.backupaccess.gateway.session.HiddenFolder;
import io.backupaccess.gateway.session.MemoryShare;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Decides what becomes of one connection. */
final class Connection {
  private static final String NO_SHELL =
      "This server has no shell. It answers rsync, such as: rsync -a HOST:/ FOLDER/";

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

  Connection(Options options, Host host) {
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
    Export export = new Export("root", Availability.SERVED, options.access());
    Grants grants = new Grants.Root(export, absolute(directory));
    CommandPolicy policy = new CommandPolicy(limits());
    Verdict verdict = policy.decide(command, grants);
    if (verdict instanceof Verdict.Secluded secluded) {
      SecludedArguments arguments = new SecludedArguments();
      if (!read(arguments)) {
        return new Answer.Failure("the arguments in the stream are not those of rsync");
      }
      verdict = policy.decide(secluded, arguments.arguments(), grants);
    }
    return switch (verdict) {
      case Verdict.Probe() -> new Answer.Success();
      case Verdict.Refuse refusal -> new Answer.Failure(refusal.message());
      case Verdict.Accept accepted -> launch(accepted.invocation(), directory);
      case Verdict.Secluded _ -> throw new IllegalStateException("Secluded twice");
    };
  }

  /** Where the folder is, in the way of commands: one Latin-1 character a byte. */
  private List<String> absolute(Path directory) {
    return switch (options.paths()) {
      case BENEATH_DIRECTORY -> List.of();
      case OR_ABSOLUTE ->
          StreamSupport.stream(directory.spliterator(), false)
              .map(name -> new String(name.toString().getBytes(UTF_8), ISO_8859_1))
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
  private boolean read(SecludedArguments arguments) throws IOException {
    byte[] next = new byte[1];
    SecludedArguments.State state = SecludedArguments.State.INCOMPLETE;
    while (state == SecludedArguments.State.INCOMPLETE && host.stream().read(next) == 1) {
      state = arguments.take(ByteBuffer.wrap(next));
    }
    return state == SecludedArguments.State.COMPLETE;
  }

  private Answer launch(Invocation invocation, Path directory) throws IOException {
    RsyncBinary rsync;
    try {
      rsync = RsyncBinary.judge(options.rsync(), host.rsyncVersion(), 0);
    } catch (UnsuitableRsyncException e) {
      return new Answer.Failure(String.valueOf(e.getMessage()));
    }
    String folder = directory.toString();
    ChildSpec spec =
        new ChildSpec(
            profile(invocation.direction()),
            List.of(new io.backupaccess.gateway.confine.Export(folder, null)),
            folder,
            MemoryShare.of(host.memory()),
            invocation.direction() == Direction.PUSH
                ? HiddenFolder.withheld(options.access())
                : Set.of(),
            arguments(invocation, folder));
    List<String> command =
        new Launcher(Path.of("launcher"), rsync.path(), options.confinement()).command(spec);
    List<String> locked =
        switch (options.lock()) {
          case NONE -> command;
          case EXCLUSIVE -> Launcher.locking(folder, command);
        };
    return new Answer.Launch(locked.subList(1, locked.size()));
  }

  private static List<io.backupaccess.gateway.confine.Argument> arguments(
      Invocation invocation, String folder) {
    List<String> ours = List.of(HiddenFolder.option(invocation.direction()));
    return invocation.arguments(folder, ours).stream().map(Connection::armoured).toList();
  }

  private static Profile profile(Direction direction) {
    return switch (direction) {
      case PULL -> Profile.SENDER;
      case PUSH -> Profile.RECEIVER;
    };
  }

  private static io.backupaccess.gateway.confine.Argument armoured(Argument argument) {
    return switch (argument) {
      case Argument.Literal literal ->
          io.backupaccess.gateway.confine.Argument.literal(literal.bytes());
      case Argument.Pattern pattern ->
          io.backupaccess.gateway.confine.Argument.pattern(pattern.bytes());
    };
  }
}
