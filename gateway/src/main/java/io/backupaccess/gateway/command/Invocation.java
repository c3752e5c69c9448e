package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * How rsync is to be run.
 *
 * @param options {@code --server}, {@code --sender} on a pull, and the canonical options
 * @param folders the options that name folders of the export that is the working directory
 * @param paths the path arguments, relative to the working directory of {@code location}
 * @param location the working directory, and the exports to open
 * @param direction whether the child reads the exports or writes to them
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

  /** Which way the data goes. */
  public enum Direction {
    PULL,
    PUSH
  }

  /** What rsync's {@code --confine-root} is. */
  public enum ConfineRoot {
    WORKING_DIRECTORY,
    /**
     * Left to the kernel. The root would have to hold both the links and what they lead to: with
     * any other, rsync passes over the filter files of the folders it sends, and sends what they
     * exclude.
     */
    NONE
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
    String directory = new String(workingDirectory.getBytes(UTF_8), ISO_8859_1);
    List<Argument> arguments = new ArrayList<>();
    options.forEach(option -> arguments.add(new Argument.Literal(option)));
    folders.forEach(folder -> arguments.add(new Argument.Literal(folder.argument(directory))));
    if (confineRoot == ConfineRoot.WORKING_DIRECTORY) {
      arguments.add(new Argument.Literal("--confine-root=" + directory));
    }
    ours.forEach(option -> arguments.add(new Argument.Literal(option)));
    // Without "--", rsync would read a path such as "--log-file=/x" as an option.
    arguments.add(new Argument.Literal("--"));
    arguments.add(new Argument.Literal("."));
    arguments.addAll(paths);
    return List.copyOf(arguments);
  }
}
