package io.backupaccess.gateway.volume;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The volumes that a key is granted, as the paths of its commands see them. What is not granted
 * does not occur here at all.
 */
public sealed interface Grants {

  /** The volumes, in the order in which a listing shows them. */
  List<Granted> all();

  /** The first element of a path names the volume. */
  record Volumes(List<Granted> all) implements Grants {
    public Volumes {
      all = List.copyOf(all);
    }
  }

  /**
   * Paths are relative to one volume, as with {@code rrsync DIR}.
   *
   * @param absolute where the volume is, as the names of folders from the top: absolute paths that
   *     begin so are meant as they are; empty: all are relative to the volume
   */
  record Root(Granted volume, List<String> absolute) implements Grants {
    public Root {
      absolute = List.copyOf(absolute);
    }

    /** A volume whose place the client cannot name. */
    public Root(Granted volume) {
      this(volume, List.of());
    }

    @Override
    public List<Granted> all() {
      return List.of(volume);
    }
  }

  /** The volume of this name, if it is granted. */
  default Optional<Granted> find(String name) {
    return all().stream().filter(volume -> volume.name().value().equals(name)).findFirst();
  }

  /** Whether what was allowed with these volumes is allowed still. */
  default boolean stillAllow(Direction direction, Collection<Volume> touched) {
    return touched.stream()
        .allMatch(
            earlier ->
                find(earlier.name().value())
                    .filter(
                        now -> now instanceof Volume same && same.stillAllows(direction, earlier))
                    .isPresent());
  }
}
