package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Direction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The options that concern this side.
 *
 * @param direction which way the data goes
 * @param letters rsync's one-letter options, and how often each is given
 * @param unset the letters that are switched off by an option of their own, and that option
 * @param capabilities what the client announces with {@code -e}, such as {@code .iLsfxCIvu}; it
 *     decides the format of the stream; empty for clients before 3.0
 * @param flags the long options without a value, and how often each is given
 * @param values the options with a value, by name
 * @param folders the folders at this side that options name, in the client's order
 * @param fileList where the names to send come from, if not from the paths
 */
public record ServerOptions(
    Direction direction,
    SortedMap<Character, Integer> letters,
    SequencedMap<Character, String> unset,
    Optional<String> capabilities,
    SequencedMap<String, Integer> flags,
    SequencedMap<String, String> values,
    List<FolderOption> folders,
    Optional<FileList> fileList) {

  /** The order in which rsync's own client writes them. */
  private static final String CANONICAL_ORDER = "vbunldKmOJyLkWHogDtUNpEAXrcCIRxSz";

  public ServerOptions {
    letters = Collections.unmodifiableSortedMap(new TreeMap<>(letters));
    unset = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(unset));
    flags = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(flags));
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    folders = List.copyOf(folders);
  }

  /** The source of names that {@code --files-from} gives. */
  public sealed interface FileList {
    /** The client sends the names in the stream. */
    record FromClient() implements FileList {}

    /** A file at this side. */
    record FromVolume(RemotePath path) implements FileList {}
  }

  boolean has(char letter) {
    return letters.containsKey(letter);
  }

  /** The same options with one more letter. */
  ServerOptions with(char letter) {
    SortedMap<Character, Integer> more = new TreeMap<>(letters);
    more.putIfAbsent(letter, 1);
    return new ServerOptions(
        direction, more, unset, capabilities, flags, values, folders, fileList);
  }

  /**
   * The same options where a receiver compares no contents that it has. It may not read them, and
   * would say so of each file.
   */
  ServerOptions comparingNoContents() {
    SortedMap<Character, Integer> whole = new TreeMap<>(letters);
    whole.put('W', 1);
    SequencedMap<String, Integer> remaining = new LinkedHashMap<>(flags);
    remaining.remove("--no-W");
    return new ServerOptions(
        direction, whole, unset, capabilities, remaining, values, folders, fileList);
  }

  /** The file of names that lies at this side, if there is one. */
  Optional<RemotePath> fileListAtThisSide() {
    return fileList.flatMap(
        list ->
            switch (list) {
              case FileList.FromClient() -> Optional.empty();
              case FileList.FromVolume(RemotePath path) -> Optional.of(path);
            });
  }

  /** The same options where the working directory is the volume that paths name first. */
  ServerOptions movedInside() {
    Optional<FileList> moved =
        fileListAtThisSide()
            .<FileList>map(path -> new FileList.FromVolume(path.withoutFirst()))
            .or(() -> fileList);
    return new ServerOptions(
        direction, letters, unset, capabilities, flags, values, folders, moved);
  }

  /** {@code --server}, {@code --sender} on a pull, and the options that name no folder. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("--server");
    if (direction == Direction.PULL) {
      arguments.add("--sender");
    }
    StringBuilder cluster = new StringBuilder("-");
    CANONICAL_ORDER
        .chars()
        .forEach(letter -> cluster.repeat(letter, letters.getOrDefault((char) letter, 0)));
    capabilities.ifPresent(announced -> cluster.append('e').append(announced));
    if (cluster.length() > 1) {
      arguments.add(cluster.toString());
    }
    arguments.addAll(unset.values());
    for (Map.Entry<String, String> value : values.entrySet()) {
      String separator = value.getKey().startsWith("--") ? "=" : "";
      arguments.add(value.getKey() + separator + value.getValue());
    }
    flags.forEach(
        (flag, times) -> {
          for (int i = 0; i < times; i++) {
            arguments.add(flag);
          }
        });
    fileList.map(ServerOptions::filesFrom).ifPresent(arguments::add);
    return arguments;
  }

  private static String filesFrom(FileList list) {
    return switch (list) {
      case FileList.FromClient() -> "--files-from=-";
      // The ./ keeps a file named "-" from being the client's list, and "host:x" a file's name.
      case FileList.FromVolume(RemotePath path) -> "--files-from=./" + path.plain().text();
    };
  }
}
