package io.backupaccess.gateway.sftp;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session can see.
 *
 * @param exports by name, each with its index at the child; empty: it is not available
 * @param rooted whether the only export is the top, and does not show its name
 */
public record VirtualTree(SequencedMap<String, OptionalInt> exports, boolean rooted) {

  /** Checks that there is an export where there has to be one. */
  public VirtualTree {
    if (rooted && exports.size() != 1) {
      throw new IllegalArgumentException("one export alone can be the root");
    }
  }

  /** Where a path leads. */
  sealed interface Place {}

  /** The folder that shows the exports. */
  record Top() implements Place {}

  /**
   * In an export.
   *
   * @param export its index at the child
   * @param path relative, and to be resolved; empty: the export's own folder
   */
  record Inside(String name, int export, String path) implements Place {}

  /** In an export that cannot be served now. */
  record Unavailable(String name) implements Place {}

  /** Nowhere: what is not granted is not different from what does not exist. */
  record Missing() implements Place {}

  Place find(VirtualPath path) {
    if (rooted) {
      return inside(exports.firstEntry().getKey(), path.text());
    }
    return path.isTop() ? new Top() : inside(path.first(), path.beneathFirst());
  }

  /** Whether a path ends at the top or right beneath it. */
  boolean isOneName(VirtualPath path) {
    return path.isTop() || (!rooted && path.beneathFirst().isEmpty());
  }

  /** How a client writes a path in an export, given from there on. */
  String absolute(Inside place, String path) {
    String beneath = path.isEmpty() ? "" : "/" + path;
    return rooted ? "/" + path : "/" + place.name() + beneath;
  }

  private Place inside(String name, String path) {
    @Nullable OptionalInt index = exports.get(name);
    if (index == null) {
      return new Missing();
    }
    return index.isPresent() ? new Inside(name, index.getAsInt(), path) : new Unavailable(name);
  }

  /** One of the exports that cannot be served now. */
  Optional<String> unavailable() {
    return exports.entrySet().stream()
        .filter(export -> export.getValue().isEmpty())
        .map(export -> export.getKey())
        .findFirst();
  }
}
