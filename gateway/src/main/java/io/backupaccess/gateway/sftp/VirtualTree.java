package io.backupaccess.gateway.sftp;

import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** What a session can see: all that its key may read. */
public final class VirtualTree {
  /** By name, each as it is at its child; empty: it is not available. */
  private final SequencedMap<String, Optional<At>> listed = new LinkedHashMap<>();

  private final List<Volume> served = new ArrayList<>();
  private final boolean rooted;

  private VirtualTree(Grants grants) {
    grants.all().stream().filter(Granted::isListed).forEach(this::list);
    this.rooted = grants instanceof Grants.Root && !listed.isEmpty();
  }

  private void list(Granted volume) {
    Optional<Volume> readable = volume.readable();
    listed.put(
        volume.name().value(),
        readable
            .map(found -> found.place().reader())
            .map(reader -> new At(reader, servedBy(reader).size())));
    readable.ifPresent(served::add);
  }

  /** Which child has a volume, and how requests count it there. */
  private record At(Optional<String> reader, int index) {}

  /** What a key with these grants sees. */
  public static VirtualTree of(Grants grants) {
    return new VirtualTree(grants);
  }

  /** What can be read now. */
  public List<Volume> served() {
    return List.copyOf(served);
  }

  /** What can be read now by this reader or, without one, here; as requests count it there. */
  public List<Volume> servedBy(Optional<String> reader) {
    return served.stream().filter(volume -> volume.place().reader().equals(reader)).toList();
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
   * @param reader that has the volume; empty: it is here
   * @param index of the volume at the child
   * @param path relative, and to be resolved; empty: the volume's own folder
   */
  record Inside(String name, Optional<String> reader, int index, String path) implements Target {}

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
    Optional<At> at = listed.get(name);
    if (at == null) {
      return new Missing();
    }
    return at.isPresent()
        ? new Inside(name, at.get().reader(), at.get().index(), path)
        : new Unavailable(name);
  }
}
