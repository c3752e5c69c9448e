package io.backupaccess.gateway.command;

import java.util.List;

/** Where rsync runs, and which exports its command touches. */
public sealed interface Location {

  /** The names of the exports that the command touches; the confinement opens these alone. */
  List<String> exports();

  /**
   * The working directory is a private folder that holds one symbolic link per served export that
   * the key may read, by name. The folder itself must be readable, because patterns are matched in
   * it.
   *
   * @param links the names of the links: no others, or a pattern would tell which names there are
   *     in an export that can only be written to
   * @param exports empty if the command names none of them: rsync then reports each path as missing
   */
  record Farm(List<String> links, List<String> exports) implements Location {
    public Farm {
      links = List.copyOf(links);
      exports = List.copyOf(exports);
    }
  }

  /** The working directory is the export itself. */
  record Export(String name) implements Location {
    @Override
    public List<String> exports() {
      return List.of(name);
    }
  }
}
