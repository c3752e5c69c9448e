package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The native launcher, and what it is told to start a child.
 *
 * <p>The launcher becomes rsync, which leads a process group of its own; as a sender it can start
 * no other process. Its three streams have to be pipes: a sender may not write to a file, not even
 * one that it is given as standard error.
 *
 * @param program path of the launcher
 * @param rsync path of the rsync program
 * @param confinement whether a child may start where the kernel cannot confine it
 */
public record Launcher(Path program, Path rsync, Confinement confinement) {

  /** Exit status: the patterns are too much; standard error says so in words for the client. */
  public static final int EXIT_REFUSED = 123;

  /** Exit status: a place cannot be opened, see {@link #unavailable}. */
  public static final int EXIT_UNAVAILABLE = 124;

  /** Exit status: the child did not start; standard error says why, for the log only. */
  public static final int EXIT_FAILED = 125;

  /**
   * Folders of the program's libraries. Landlock asks for the right to execute only where a program
   * is started, so that none of the programs in them can be.
   */
  private static final List<String> LIBRARIES = List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64");

  /** The kernel starts these itself when it starts a dynamically linked program. */
  private static final List<String> LOADERS =
      List.of("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1");

  /** Where libraries are, and names of owners. */
  private static final List<String> SYSTEM_FILES =
      List.of("/etc/ld.so.cache", "/etc/passwd", "/etc/group");

  /** It allocates nothing; this is for its code and its stack. */
  private static final long FILE_SERVER_MEMORY = 64L << 20;

  /** 256 volumes, 100 handles, and a few. */
  private static final int FILE_SERVER_FILES = 400;

  private static final Pattern UNAVAILABLE =
      Pattern.compile("^volume ([0-9]{1,4}) is not available$", Pattern.MULTILINE);

  /**
   * The command line that starts rsync as {@code spec} says. The last argument of a receiver is its
   * destination, relative to its place.
   */
  public List<String> command(ChildSpec spec) {
    List<String> command = command(spec, rsync);
    return switch (spec.profile()) {
      case SENDER, FILES -> command;
      case RECEIVER -> with("--destination", receivingElsewhere(command));
    };
  }

  /** The last of rsync's options of this name counts. */
  private static List<String> receivingElsewhere(List<String> command) {
    var more = new ArrayList<>(command);
    int end = more.indexOf(PercentEncoding.encode(new Argument.Literal("--")));
    if (end < 0) {
      throw new IllegalArgumentException("a receiver's options end with --");
    }
    more.add(end, PercentEncoding.incoming("--temp-dir="));
    return more;
  }

  private static List<String> with(String option, List<String> command) {
    var more = new ArrayList<>(command);
    more.add(command.indexOf("--"), option);
    return List.copyOf(more);
  }

  /**
   * The command line of a child that reads files for an SFTP session: the launcher itself, which
   * becomes no other program. A place that cannot be opened is unavailable to its requests.
   */
  public List<String> fileServer(List<Place> places) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.add("child");
    command.add(Profile.FILES.option());
    if (confinement == Confinement.BEST_EFFORT) {
      command.add("--best-effort");
    }
    places.forEach(place -> command.add(volume(place)));
    command.add(option("chdir", "/"));
    command.add("--limit-as=" + FILE_SERVER_MEMORY);
    command.add("--limit-nofile=" + FILE_SERVER_FILES);
    command.add("--");
    return List.copyOf(command);
  }

  /** The self-test in the file server's place, within its confinement. */
  List<String> fileServerProbe(List<Place> places, List<String> arguments) {
    var command = new ArrayList<>(fileServer(places));
    command.add("probe");
    arguments.forEach(argument -> command.add(PercentEncoding.encode(argument)));
    return List.copyOf(command);
  }

  /** The same confinement with another program in rsync's place, for the self-test. */
  List<String> command(ChildSpec spec, Path child) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.add("child");
    command.add(spec.profile().option());
    if (confinement == Confinement.BEST_EFFORT) {
      command.add("--best-effort");
    }
    spec.withheld().stream().sorted().map(Withheld::option).forEach(command::add);
    spec.places().forEach(place -> command.add(volume(place)));
    if (spec.places().stream().noneMatch(place -> place.path().equals(spec.directory()))) {
      command.add(option("read", spec.directory().toString()));
    }
    command.add(option("execute", child.toString()));
    LOADERS.forEach(loader -> command.add(option("execute", loader)));
    // Read before rsync runs, and not by it: see preload.c.
    LIBRARIES.forEach(folder -> command.add(option("load", folder)));
    SYSTEM_FILES.forEach(file -> command.add(option("load", file)));
    command.add(option("chdir", spec.directory().toString()));
    command.add("--limit-as=" + spec.limits().addressSpace());
    command.add("--limit-nofile=" + spec.limits().openFiles());
    command.add("--");
    command.add(PercentEncoding.encode(child.toString()));
    spec.arguments().stream().map(PercentEncoding::encode).forEach(command::add);
    return List.copyOf(command);
  }

  /**
   * The same command line with a lock on a folder, which lasts as long as the child and all that it
   * starts. While another holds it, nothing is started: standard error tells the client, and the
   * exit status is 1.
   *
   * @param folder absolute path
   */
  public static List<String> locking(Path folder, List<String> command) {
    return with(option("lock", folder.toString()), command);
  }

  /**
   * The same command line for a child that may write to a pipe beside its three streams.
   *
   * @param pipe absolute path of a FIFO
   */
  public static List<String> logging(Path pipe, List<String> command) {
    return with(option("log", pipe.toString()), command);
  }

  /**
   * Which place could not be opened, as an index into {@link ChildSpec#places}.
   *
   * @param standardError what a child that ended with {@link #EXIT_UNAVAILABLE} wrote
   */
  public static OptionalInt unavailable(String standardError) {
    var matcher = UNAVAILABLE.matcher(standardError);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** "//" separates what is trusted from what is not; it occurs in neither. */
  private static String volume(Place place) {
    return option(
        "volume",
        place
            .folder()
            .map(folder -> place.mount() + "//" + folder)
            .orElse(place.mount().toString()));
  }

  private static String option(String name, String value) {
    return "--" + name + "=" + PercentEncoding.encode(value);
  }
}
