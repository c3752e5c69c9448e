package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.command.PolicyLimits.Confinement;
import io.backupaccess.gateway.command.RemotePath.End;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

/**
 * Shows a client a root of which only its volumes are part.
 *
 * <p>A command that stays inside one volume, and transmits no name of it, runs there. Any other
 * runs in a folder that holds one symbolic link per volume; {@link LinkFolderPaths} writes its
 * paths. Volumes that can only be written to are no part of the root; who names one is told so.
 */
final class VirtualRoot {
  private final Grants.Volumes grants;
  private final List<Granted> listed;
  private final Confinement confinement;
  private final SequencedSet<Granted> touched = new LinkedHashSet<>();
  private boolean onlyTop;

  private VirtualRoot(Grants.Volumes grants, Confinement confinement) {
    this.grants = grants;
    this.listed = grants.all().stream().filter(Granted::isListed).toList();
    this.confinement = confinement;
  }

  static Invocation resolve(RsyncRequest request, Grants.Volumes grants, Confinement confinement) {
    return new VirtualRoot(grants, confinement).resolve(request);
  }

  private Invocation resolve(RsyncRequest request) {
    onlyTop = request.paths().stream().allMatch(RemotePath::isTop);
    request.options().fileList().ifPresent(list -> requireBase(request.paths()));
    List<RemotePath> paths = request.paths().stream().flatMap(this::expand).toList();
    List<RemotePath> named = new ArrayList<>(paths);
    request.options().fileListAtThisSide().ifPresent(list -> expand(list).forEach(named::add));
    List<Volume> volumes = Availability.requireReadable(touched);
    if (paths.isEmpty()) {
      // rsync would take no path for the working directory, and an empty listing for the truth.
      throw new RefusedException(
          Refusal.UNAVAILABLE,
          grants.all().isEmpty()
              ? "no volume is granted to this key."
              : "no volume can be read with this key.");
    }
    return staysInside(request, named)
        ? SingleRoot.resolve(
            new RsyncRequest(
                request.options().movedInside(),
                paths.stream().map(RemotePath::withoutFirst).toList()),
            volumes.getFirst(),
            confinement)
        : inLinkFolder(request.options(), paths, volumes);
  }

  private Invocation inLinkFolder(
      ServerOptions asked, List<RemotePath> paths, List<Volume> volumes) {
    if (confinement == Confinement.UNPROVEN && asked.has('C')) {
      // The files of -C lie outside of the root that holds the links: rsync passes over them.
      throw new RefusedException(
          Refusal.DISABLED_OPTION,
          "with --cvs-exclude, name what is inside one volume here, such as HOST:VOLUME/.");
    }
    boolean namesAlone = !OnePlace.has(volumes);
    if (namesAlone && !listsNames(asked)) {
      throw OnePlace.refusal(volumes);
    }
    LinkFolderPaths written = LinkFolderPaths.of(asked, paths, this::isVolume);
    return new Invocation(
        written.options(asked).arguments(),
        List.of(),
        paths.stream().map(path -> written.argument(path, isVolume(path))).toList(),
        namesAlone ? new Location.Names(volumes) : new Location.LinkFolder(links(), volumes),
        Direction.PULL,
        ConfineRoot.ofPulls(confinement));
  }

  /** Whether all that is asked for is the names of the volumes: nothing in them is read then. */
  private boolean listsNames(ServerOptions asked) {
    return onlyTop && !asked.has('r') && !asked.fileList().isPresent();
  }

  private List<Volume> links() {
    return listed.stream().map(Granted::readable).flatMap(Optional::stream).toList();
  }

  /** A list of names is looked up inside a volume: no name in it may choose one. */
  private void requireBase(List<RemotePath> paths) {
    if (paths.getFirst().isTop()) {
      String example = names(listed).stream().findFirst().orElse("VOLUME");
      throw new RefusedException(
          Refusal.BAD_PATH,
          "with --files-from, name a volume as the source, such as HOST:"
              + QuotedText.quote(example)
              + "/, and list names inside it.");
    }
  }

  /** The paths that a path stands for: the root, and wildcards in its place, name volumes. */
  private Stream<RemotePath> expand(RemotePath path) {
    if (path.isTop()) {
      touched.addAll(listed);
      return names(listed).stream().map(RemotePath::named);
    }
    Word first = path.first();
    grants.find(first.text()).filter(_ -> !first.isPattern()).ifPresent(WriteOnlyRules::refuse);
    List<Granted> matching =
        listed.stream()
            .filter(granted -> NamePattern.matches(first, granted.name().value()))
            .toList();
    touched.addAll(matching);
    if (matching.isEmpty()) {
      // As a shell, which leaves a pattern without a match as it is; and whatever the launcher
      // would make of the pattern, no volume that is not counted here can come of it.
      return Stream.of(RemotePath.of(Word.literal(path.relative().text())));
    }
    // Several volumes that match in one pattern are left to the launcher, which passes on only
    // those in which the rest of the path exists, as a shell does.
    return first.isPattern() && matching.size() > 1 && path.components().size() > 1
        ? Stream.of(path)
        : names(matching).stream().map(path::withFirst);
  }

  private static List<String> names(List<Granted> volumes) {
    return volumes.stream().map(volume -> volume.name().value()).toList();
  }

  private boolean isVolume(RemotePath path) {
    return path.components().size() == 1 && isGranted(path);
  }

  private boolean isGranted(RemotePath path) {
    return grants.find(path.first().text()).isPresent();
  }

  private boolean staysInside(RsyncRequest request, List<RemotePath> paths) {
    boolean transmitsNames =
        request.options().fileList().isEmpty()
            && (request.options().has('R')
                || paths.stream().anyMatch(path -> isVolume(path) && path.end() == End.NAME));
    return touched.size() == 1 && paths.stream().allMatch(this::isGranted) && !transmitsNames;
  }
}
