package io.backupaccess.gateway.rrsync;

import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the line in {@code authorized_keys} says.
 *
 * @param directory what is served
 * @param access what the key may do with it
 * @param lock whether one transfer runs at a time
 * @param links what becomes of symbolic links
 * @param paths how commands may name what is in it
 * @param confinement whether a transfer may run where the kernel cannot confine it
 * @param rsync the rsync program
 */
record Options(
    Path directory,
    Access access,
    Lock lock,
    Links links,
    Paths paths,
    Confinement confinement,
    Path rsync) {

  static final String USAGE =
      """
      usage: gateway rrsync [-ro|-wo] [-munge] [-absolute] [-no-del] [-no-lock] [-no-overwrite]
                            [-best-effort] [-rsync PROGRAM] DIR
      The command= of a key in authorized_keys: serves rsync in DIR, and nothing else.
        -ro              reading only; implies -no-del and -no-lock
        -wo              writing only
        -munge           links arrive as text that leads nowhere, and leave as they came
        -absolute        paths may be the real, absolute ones beneath DIR
        -no-del          nothing is deleted
        -no-lock         several transfers may run in DIR at the same time
        -no-overwrite    files that are there stay as they are
        -best-effort     reads, too, where the kernel cannot confine rsync
        -rsync PROGRAM   rsync 3.5.0 or later; /usr/bin/rsync
      """;

  /** Whether other transfers in the same folder are kept out while one runs. */
  enum Lock {
    NONE,
    EXCLUSIVE
  }

  /** What a path that begins with a slash means. */
  enum Paths {
    BENEATH_DIRECTORY,
    /** The same, but one that begins with the folder's own path is itself. */
    OR_ABSOLUTE
  }

  static Options parse(List<String> arguments) throws UsageException {
    return new Parser().parse(arguments.iterator());
  }

  /** What has been read so far. */
  private static final class Parser {
    private final Set<Change> changes = EnumSet.allOf(Change.class);
    private Mode mode = Mode.READ_WRITE;
    private Lock lock = Lock.EXCLUSIVE;
    private Links links = Links.KEPT;
    private Paths paths = Paths.BENEATH_DIRECTORY;
    private Confinement confinement = Confinement.REQUIRED;
    private Path rsync = Path.of("/usr/bin/rsync");
    private @Nullable String directory;

    Options parse(Iterator<String> arguments) throws UsageException {
      while (arguments.hasNext()) {
        String argument = arguments.next();
        switch (argument) {
          case "-ro" -> direction(Mode.READ_ONLY);
          case "-wo" -> direction(Mode.WRITE_ONLY);
          case "-no-del" -> changes.remove(Change.DELETE);
          case "-no-overwrite" -> changes.remove(Change.OVERWRITE);
          case "-no-lock" -> lock = Lock.NONE;
          case "-munge" -> links = Links.MUNGED;
          case "-absolute" -> paths = Paths.OR_ABSOLUTE;
          case "-best-effort" -> confinement = Confinement.BEST_EFFORT;
          case "-rsync" -> rsync = program(arguments);
          default -> folder(argument);
        }
      }
      if (directory == null) {
        throw new UsageException("DIR is missing");
      }
      boolean reads = mode == Mode.READ_ONLY;
      return new Options(
          Path.of(directory),
          reads ? Access.READ_ONLY : new Access(mode, changes),
          reads ? Lock.NONE : lock,
          links,
          paths,
          confinement,
          rsync);
    }

    private void direction(Mode only) throws UsageException {
      if (mode != Mode.READ_WRITE && mode != only) {
        throw new UsageException("-ro and -wo exclude each other");
      }
      mode = only;
    }

    private static Path program(Iterator<String> arguments) throws UsageException {
      if (!arguments.hasNext()) {
        throw new UsageException("-rsync needs a program");
      }
      Path program = Path.of(arguments.next());
      if (!program.isAbsolute()) {
        throw new UsageException("-rsync needs an absolute path");
      }
      return program;
    }

    private void folder(String argument) throws UsageException {
      if (argument.startsWith("-")) {
        throw new UsageException("unknown option " + argument);
      }
      if (argument.isEmpty() || directory != null) {
        throw new UsageException("exactly one DIR is needed");
      }
      directory = argument;
    }
  }
}
