package io.backupaccess.gateway.sftp;

import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What a session can see: all that its key may read. */
public final class VirtualTree {
  /** By name, each with its index at the child; empty: it is not available. */
  private final SequencedMap<String, OptionalInt> listed = new LinkedHashMap<>();

  private final List<Volume> served = new ArrayList<>();
  private final boolean rooted;

  private VirtualTree(Grants grants) {
    grants.all().stream().filter(Granted::isListed).forEach(this::list);
    this.rooted = grants instanceof Grants.Root && !listed.isEmpty();
  }

  private void list(Granted volume) {
    Optional<Volume> readable = volume.readable();
    OptionalInt index = readable.isPresent() ? OptionalInt.of(served.size()) : OptionalInt.empty();
    listed.put(volume.name().value(), index);
    readable.ifPresent(served::add);
  }

  /** What a key with these grants sees. */
  public static VirtualTree of(Grants grants) {
    return new VirtualTree(grants);
  }

  /** What can be read now, in the order of the indexes at the child. */
  public List<Volume> served() {
    return List.copyOf(served);
  }

  /** Whether nothing may be read. */
  public boolean isEmpty() {
    return listed.isEmpty();
  }

  /** Where a path leads. */
  sealed interface Target {}

  /** The folder that shows the volumes. */
  record Top() implements Target {}

  /**
   * In a volume.
   *
   * @param index of the volume at the child
   * @param path relative, and to be resolved; empty: the volume's own folder
   */
  record Inside(String name, int index, String path) implements Target {}

  /** In a volume that cannot be served now. */
  record Unavailable(String name) implements Target {}

  /** Nowhere: what is not granted is not different from what does not exist. */
  record Missing() implements Target {}

  Target find(VirtualPath path) {
    if (rooted) {
      return inside(listed.firstEntry().getKey(), path.text());
    }
    return path.isTop() ? new Top() : inside(path.first(), path.beneathFirst());
  }

  /** Whether a path ends at the top or right beneath it. */
  boolean isOneName(VirtualPath path) {
    return path.isTop() || (!rooted && path.beneathFirst().isEmpty());
  }

  /** How a client writes a path in a volume, given from there on. */
  String absolute(Inside target, String path) {
    String beneath = path.isEmpty() ? "" : "/" + path;
    return rooted ? "/" + path : "/" + target.name() + beneath;
  }

  /** What the folder at the top shows. */
  List<String> names() {
    return List.copyOf(listed.keySet());
  }

  private Target inside(String name, String path) {
    @Nullable OptionalInt index = listed.get(name);
    if (index == null) {
      return new Missing();
    }
    return index.isPresent() ? new Inside(name, index.getAsInt(), path) : new Unavailable(name);
  }
}
