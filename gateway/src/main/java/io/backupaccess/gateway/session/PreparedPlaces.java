package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.command.Location;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.confine.ChildSpec;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Limits;
import io.backupaccess.gateway.confine.RealPlace;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What must be there before a child can start: its places, and its folder with links to them. */
final class PreparedPlaces implements AutoCloseable {
  private final Invocation invocation;
  private final List<Place> places;
  private final Optional<LinkFolders.LinkFolder> linkFolder;
  private final boolean rooted;

  private PreparedPlaces(
      Invocation invocation,
      List<Place> places,
      Optional<LinkFolders.LinkFolder> linkFolder,
      boolean rooted) {
    this.invocation = invocation;
    this.places = places;
    this.linkFolder = linkFolder;
    this.rooted = rooted;
  }

  static PreparedPlaces of(Verdict.Accept accepted, Grants grants, LinkFolders linkFolders)
      throws IOException {
    Invocation invocation = accepted.invocation();
    List<Volume> volumes = invocation.location().volumes();
    List<Volume> opened =
        invocation.location() instanceof Location.Names ? linkFolders.emptied(volumes) : volumes;
    Optional<LinkFolders.LinkFolder> linkFolder =
        switch (invocation.location()) {
          case Location.Inside _ -> Optional.empty();
          case Location.LinkFolder links -> Optional.of(linkFolders.make(links.links()));
          case Location.Names _ -> Optional.of(linkFolders.make(opened));
        };
    return new PreparedPlaces(
        invocation,
        opened.stream().map(Volume::place).map(RealPlace::of).toList(),
        linkFolder,
        grants instanceof Grants.Root);
  }

  /** What the client calls the folders that rsync may name to it. */
  ClientNames names() {
    Map<String, String> names = new HashMap<>();
    List<VolumeName> touched = touched();
    for (int i = 0; i < places.size(); i++) {
      names.put(places.get(i).path().toString(), rooted ? "" : "/" + touched.get(i));
    }
    linkFolder.ifPresent(made -> names.put(RealPlace.of(made.folder()).toString(), ""));
    return new ClientNames(names);
  }

  private List<VolumeName> touched() {
    return invocation.location().volumes().stream().map(Volume::name).toList();
  }

  /**
   * Whether rsync writes a log. Measured with 3.5.0: with a list of names and a root to stay in it
   * does not open one outside of that root, and tells the client so, with the log's path.
   */
  boolean writesLog() {
    return invocation.confineRoot() == ConfineRoot.NONE
        || invocation.options().stream().noneMatch(option -> option.startsWith("--files-from="));
  }

  /**
   * What to start.
   *
   * @param options of rsync, the gateway's own
   */
  ChildSpec spec(Limits limits, List<String> options) {
    Path directory =
        linkFolder.map(LinkFolders.LinkFolder::folder).orElseGet(() -> places.getFirst().path());
    return ChildSpec.running(invocation, places, directory, limits, options);
  }

  /** What to tell the peer when the launcher could not open a volume. */
  String unavailable(String launcherSays) {
    OptionalInt index = Launcher.unavailable(launcherSays);
    return index.isPresent() && index.getAsInt() < places.size()
        ? "volume " + touched().get(index.getAsInt()) + " is not available now"
        : "a volume is not available now";
  }

  @Override
  public void close() {
    linkFolder.ifPresent(LinkFolders.LinkFolder::close);
  }
}
