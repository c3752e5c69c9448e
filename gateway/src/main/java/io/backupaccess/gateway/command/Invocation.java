package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Direction;
import java.util.ArrayList;
import java.util.List;

/**
 * How rsync is to be run.
 *
 * @param options {@code --server}, {@code --sender} on a pull, and the canonical options
 * @param folders the options that name folders of the volume that is the working directory
 * @param paths the path arguments, relative to the working directory of {@code location}
 * @param location the working directory, and the volumes to open
 * @param direction whether the child reads the volumes or writes to them
 * @param confineRoot whether rsync itself, too, is told to stay in that directory
 */
public record Invocation(
    List<String> options,
    List<FolderOption> folders,
    List<Argument> paths,
    Location location,
    Direction direction,
    ConfineRoot confineRoot) {
  public Invocation {
    options = List.copyOf(options);
    folders = List.copyOf(folders);
    paths = List.copyOf(paths);
  }

  /** What rsync's {@code --confine-root} is. */
  public enum ConfineRoot {
    WORKING_DIRECTORY,
    /**
     * Left to the kernel, and rsync is told to follow every link ({@code --insecure-links}). By
     * itself it follows those alone that belong to root or to its own user. Measured with 3.5.0:
     * where it comes across another in the path of a filter file, it sends what that file excludes,
     * and ends with 0.
     */
    NONE;

    static ConfineRoot ofPulls(PolicyLimits.Confinement confinement) {
      return switch (confinement) {
        case PROVEN -> NONE;
        case UNPROVEN -> WORKING_DIRECTORY;
      };
    }
  }

  /**
   * The arguments after the program's name.
   *
   * @param workingDirectory the real, absolute path of the working directory
   */
  public List<Argument> arguments(String workingDirectory) {
    return arguments(workingDirectory, List.of());
  }

  /**
   * The arguments after the program's name.
   *
   * @param workingDirectory the real, absolute path of the working directory
   * @param ours options of the gateway's own
   */
  public List<Argument> arguments(String workingDirectory, List<String> ours) {
    String directory = Argument.Literal.of(workingDirectory).text();
    List<Argument> arguments = new ArrayList<>();
    options.forEach(option -> arguments.add(new Argument.Literal(option)));
    folders.forEach(folder -> arguments.add(new Argument.Literal(folder.argument(directory))));
    arguments.add(
        new Argument.Literal(
            switch (confineRoot) {
              case WORKING_DIRECTORY -> "--confine-root=" + directory;
              case NONE -> "--insecure-links";
            }));
    ours.forEach(option -> arguments.add(Argument.Literal.of(option)));
    // Without "--", rsync would read a path such as "--log-file=/x" as an option.
    arguments.add(new Argument.Literal("--"));
    arguments.add(new Argument.Literal("."));
    arguments.addAll(paths);
    return List.copyOf(arguments);
  }
}
