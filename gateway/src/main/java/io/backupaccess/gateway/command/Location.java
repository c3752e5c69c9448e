package io.backupaccess.gateway.command;

import io.backupaccess.gateway.volume.Volume;
import java.util.List;
import java.util.Optional;

/** Where rsync runs, and which volumes its command touches. */
public sealed interface Location {

  /** The volumes that the command touches; the confinement opens these alone. */
  List<Volume> volumes();

  /** The reader that has the volumes; empty: they are here, or none of them is read. */
  default Optional<String> reader() {
    return volumes().stream().findFirst().flatMap(volume -> volume.place().reader());
  }

  /**
   * The working directory is a private folder that holds one symbolic link per served volume that
   * the key may read, by name. The folder itself must be readable, because patterns are matched in
   * it.
   *
   * @param links the volumes that have links: no others, or a pattern would tell which names there
   *     are in a volume that can only be written to
   * @param volumes empty if the command names none of them: rsync then reports each path as missing
   */
  record LinkFolder(List<Volume> links, List<Volume> volumes) implements Location {
    public LinkFolder {
      links = List.copyOf(links);
      volumes = List.copyOf(volumes);
    }
  }

  /**
   * The working directory is a private folder that holds an empty folder for each volume, by name:
   * of volumes that have several places, no more than their names can be listed in one command.
   */
  record Names(List<Volume> volumes) implements Location {
    public Names {
      volumes = List.copyOf(volumes);
    }

    @Override
    public Optional<String> reader() {
      return Optional.empty();
    }
  }

  /** The working directory is the volume itself. */
  record Inside(Volume volume) implements Location {
    @Override
    public List<Volume> volumes() {
      return List.of(volume);
    }
  }
}
