package io.backupaccess.gateway.command;

import java.util.List;

/** Where rsync runs, and which exports its command reads. */
public sealed interface Location {

  /** The names of the exports that the command touches; the confinement opens these alone. */
  List<String> exports();

  /**
   * The working directory is a private folder that holds one symbolic link per granted and served
   * export, by name. The folder itself must be readable, because patterns are matched in it. {@code
   * exports} is empty if the command names none of the granted exports: rsync then reports each
   * path as missing.
   */
  record Farm(List<String> exports) implements Location {
    public Farm {
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
