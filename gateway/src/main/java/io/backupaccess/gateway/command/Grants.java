package io.backupaccess.gateway.command;

import java.util.List;
import java.util.Optional;

/** What the key of a connection may read, as the paths of its commands see it. */
public sealed interface Grants {

  /** The granted exports, in the order in which a listing shows them. */
  List<Export> exports();

  /** The first element of a path names the export. */
  record Volumes(List<Export> exports) implements Grants {
    public Volumes {
      exports = List.copyOf(exports);
    }
  }

  /**
   * Paths are relative to one export, as with {@code rrsync DIR}.
   *
   * @param absolute where the export is, as the names of folders from the top: absolute paths that
   *     begin so are meant as they are; empty: all are relative to the export
   */
  record Root(Export export, List<String> absolute) implements Grants {
    public Root {
      absolute = List.copyOf(absolute);
    }

    /** An export whose place the client cannot name. */
    public Root(Export export) {
      this(export, List.of());
    }

    @Override
    public List<Export> exports() {
      return List.of(export);
    }
  }

  /** The granted export of this name. */
  default Optional<Export> export(String name) {
    return exports().stream().filter(export -> export.name().equals(name)).findFirst();
  }

  /** A granted export; what is not granted does not occur here at all. */
  record Export(String name, Availability availability, Access access) {

    /** An export that can only be read. */
    public Export(String name, Availability availability) {
      this(name, availability, Access.READ_ONLY);
    }
  }

  /** Whether an export can be served now. */
  enum Availability {
    SERVED,
    UNAVAILABLE
  }
}
