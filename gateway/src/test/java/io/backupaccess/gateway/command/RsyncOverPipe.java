package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a real rsync client whose remote shell is a script: first one that writes down the command,
 * then one that runs what the policy makes of it.
 */
final class RsyncOverPipe {
  private static final FileTime WHEN = FileTime.fromMillis(1_600_000_000_000L);

  private final Path temporary;
  private final Path linkFolder;
  private final SequencedMap<String, Path> volumes = new LinkedHashMap<>();
  private final Map<List<String>, byte[]> commands = new HashMap<>();
  private int pulls;

  RsyncOverPipe(Path temporary) throws IOException {
    this.temporary = temporary;
    this.linkFolder = Files.createDirectory(temporary.resolve("farm"));
  }

  /** What a command left behind: its files with their attributes, and what rsync said. */
  record Result(
      int exitCode, SequencedMap<String, String> tree, String output, String errors, String ran) {}

  /** Makes a volume and its link in the linkFolder. */
  Path volume(String name, String folder) throws IOException {
    Path volume =
        Files.createDirectories(
            temporary.resolve("volumes/" + name + "-id/" + name + "/" + folder));
    Files.createSymbolicLink(linkFolder.resolve(name), volume);
    volumes.put(name, volume);
    return volume;
  }

  Path volumePath(String name) {
    return volumes.get(name);
  }

  /** Sets the times, and copies the volumes into a folder where they are real folders. */
  void finishVolumes() throws IOException, InterruptedException {
    Path real = Files.createDirectories(temporary.resolve("real"));
    for (Map.Entry<String, Path> volume : volumes.entrySet()) {
      try (Stream<Path> files = Files.walk(volume.getValue())) {
        for (Path file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
          Files.setLastModifiedTime(file, WHEN);
        }
      }
      run("rm", "-rf", real.resolve(volume.getKey()).toString());
      run("cp", "-a", volume.getValue().toString(), real.resolve(volume.getKey()).toString());
    }
  }

  /** Pulls through the policy. */
  Result pull(List<String> arguments, Grants grants) throws IOException, InterruptedException {
    return pull(arguments, grants, Volumes.CONFINED);
  }

  Result pull(List<String> arguments, Grants grants, CommandPolicy policy)
      throws IOException, InterruptedException {
    return pull(arguments, serverScript(commandOfPull(arguments), grants, policy));
  }

  /** Pushes through the policy; the arguments are the client's own, its source included. */
  Result push(List<String> arguments, Grants grants) throws IOException, InterruptedException {
    return push(arguments, grants, Volumes.CONFINED);
  }

  Result push(List<String> arguments, Grants grants, CommandPolicy policy)
      throws IOException, InterruptedException {
    return push(
        arguments,
        serverScript(commandOf(arguments), grants, policy),
        temporary.resolve("volumes"));
  }

  /** Pushes as a login shell would run the command, where the volumes are real folders. */
  Result pushToRealFolders(List<String> arguments) throws IOException, InterruptedException {
    String line = new String(commandOf(arguments), ISO_8859_1).replaceFirst(" \\. /+", " . ./");
    Path real = temporary.resolve("real");
    return push(arguments, "cd " + bashQuoted(real.toString()) + "; exec " + line, real);
  }

  private Result push(List<String> arguments, String serverScript, Path folder)
      throws IOException, InterruptedException {
    return result(runClient(arguments, script(serverScript)), folder, serverScript);
  }

  /** What the policy makes of a command, run where its volume or the linkFolder is. */
  private String serverScript(byte[] command, Grants grants, CommandPolicy policy)
      throws IOException {
    SecludedArguments block = new SecludedArguments();
    Verdict verdict =
        policy.decide(
            command,
            grants,
            () -> {
              block.take(ByteBuffer.wrap(Files.readAllBytes(temporary.resolve("block"))));
              return Optional.of(block.arguments());
            });
    String before =
        block.arguments().isEmpty()
            ? ""
            : "while IFS= read -r -d '' word && [ \"$word\" ]; do :; done; ";
    if (!(verdict instanceof Verdict.Accept accept)) {
      throw new AssertionError(new String(command, ISO_8859_1) + ": " + verdict);
    }
    Invocation invocation = accept.invocation();
    Path folder =
        switch (invocation.location()) {
          case Location.LinkFolder linked -> linkFolderOf(SafeVerdict.names(linked.links()));
          case Location.Names _ -> throw new AssertionError("the volumes have several places");
          case Location.Inside(Volume volume) -> volumes.get(volume.name().value());
        };
    String words =
        invocation.arguments(folder.toString()).stream()
            .map(RsyncOverPipe::inBash)
            .collect(Collectors.joining(" "));
    return before + "cd " + bashQuoted(folder.toString()) + "; exec rsync " + words;
  }

  /** Pulls as a login shell would run the command, where the volumes are real folders. */
  Result pullFromRealFolders(List<String> arguments) throws IOException, InterruptedException {
    byte[] command = commandOfPull(arguments);
    // A shell would drop an escaped line break.
    String line =
        new String(command, ISO_8859_1).replace("\\\n", "$'\\n'").replaceFirst(" \\. /+", " . ./");
    return pull(arguments, "cd " + bashQuoted(temporary.resolve("real").toString()) + "; " + line);
  }

  private Path linkFolderOf(List<String> names) throws IOException {
    Path granted = temporary.resolve("granted");
    if (Files.exists(granted)) {
      try (Stream<Path> links = Files.list(granted)) {
        for (Path link : links.toList()) {
          Files.delete(link);
        }
      }
    }
    Files.createDirectories(granted);
    for (String name : names) {
      Files.createSymbolicLink(granted.resolve(name), volumes.get(name));
    }
    return granted;
  }

  private byte[] commandOfPull(List<String> arguments) throws IOException, InterruptedException {
    return commandOf(to(arguments, Files.createDirectories(temporary.resolve("nowhere"))));
  }

  private static List<String> to(List<String> arguments, Path destination) {
    return Stream.concat(arguments.stream(), Stream.of(destination + "/")).toList();
  }

  /** The command that the client sends; the arguments in its stream are in the file "block". */
  private byte[] commandOf(List<String> arguments) throws IOException, InterruptedException {
    byte[] known = commands.get(arguments);
    if (known != null) {
      return known;
    }
    String noteDown =
        """
        shift
        cd %s
        printf %%s "$*" >command
        case $3:$4 in -s*|--sender:-s*)
          while IFS= read -r -d '' word; do
            printf '%%s\\0' "$word"
            [ "$word" ] || break
          done >block
        esac
        exit 1
        """
            .formatted(bashQuoted(temporary.toString()));
    runClient(arguments, script(noteDown));
    byte[] command = Files.readAllBytes(temporary.resolve("command"));
    commands.put(arguments, command);
    return command;
  }

  private Result pull(List<String> arguments, String serverScript)
      throws IOException, InterruptedException {
    Path destination = Files.createDirectory(temporary.resolve("copy" + ++pulls));
    // What --delete must remove, and what it must leave alone.
    for (String old : List.of("db/gone", "media/gone", "beside/kept")) {
      Files.createDirectories(destination.resolve(old).getParent());
      Files.writeString(destination.resolve(old), "old");
    }
    return result(
        runClient(to(arguments, destination), script(serverScript)), destination, serverScript);
  }

  private Result result(Process client, Path folder, String serverScript) throws IOException {
    return new Result(
        client.exitValue(),
        tree(folder),
        Files.readString(temporary.resolve("out"), ISO_8859_1),
        Files.readString(temporary.resolve("err"), ISO_8859_1),
        serverScript);
  }

  private Process runClient(List<String> arguments, Path shell)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("rsync", "-e", shell.toString()));
    command.addAll(arguments);
    Process client =
        new ProcessBuilder(command)
            .redirectOutput(temporary.resolve("out").toFile())
            .redirectError(temporary.resolve("err").toFile())
            .start();
    client.getOutputStream().close();
    client.waitFor();
    return client;
  }

  private Path script(String body) throws IOException {
    Path script = temporary.resolve("remote-shell");
    Files.writeString(script, "#!/bin/bash\n" + body + "\n", ISO_8859_1);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command));
    }
  }

  private static SequencedMap<String, String> tree(Path top) throws IOException {
    SequencedMap<String, String> tree = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(top)) {
      for (Path file : files.filter(path -> !path.equals(top)).sorted().toList()) {
        tree.put(top.relativize(file).toString(), describe(file));
      }
    }
    return tree;
  }

  private static String describe(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "-> " + Files.readSymbolicLink(file);
    }
    boolean kept = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).equals(WHEN);
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
        + (kept ? " kept time " : " new time ")
        + Files.getAttribute(file, "unix:nlink")
        + (Files.isDirectory(file) ? " folder" : " " + Files.readString(file, ISO_8859_1));
  }

  /** An argument in bash's words, which expands patterns as the launcher does. */
  private static String inBash(Argument argument) {
    return switch (argument) {
      case Argument.Literal(String text) -> bashQuoted(text);
      case Argument.Pattern(String text) -> patternInBash(text);
    };
  }

  private static String patternInBash(String text) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        word.append(bashQuoted(text.substring(i + 1, i + 2)));
        i++;
      } else if ("*?[]!^-".indexOf(c) >= 0) {
        word.append(c);
      } else {
        word.append(bashQuoted(String.valueOf(c)));
      }
    }
    return word.toString();
  }

  private static String bashQuoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
