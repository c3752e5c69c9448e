package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.command.Invocation.Direction;
import io.backupaccess.gateway.command.Location;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.command.WholeVolumes;
import io.backupaccess.gateway.config.ExportName;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.ServedExport;
import io.backupaccess.gateway.confine.Argument;
import io.backupaccess.gateway.confine.ChildSpec;
import io.backupaccess.gateway.confine.Export;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Limits;
import io.backupaccess.gateway.confine.Profile;
import io.backupaccess.gateway.confine.Withheld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What must be there before a child can start: its exports, and its folder with links to them. */
final class Preparation implements AutoCloseable {
  private final Invocation invocation;
  private final SequencedMap<ExportName, ServedExport> touched;
  private final Set<ExportName> wholes;
  private final Optional<Farms.Farm> farm;
  private final boolean rooted;

  private Preparation(
      Invocation invocation,
      SequencedMap<ExportName, ServedExport> touched,
      Set<ExportName> wholes,
      Optional<Farms.Farm> farm,
      boolean rooted) {
    this.invocation = invocation;
    this.touched = touched;
    this.wholes = Set.copyOf(wholes);
    this.farm = farm;
    this.rooted = rooted;
  }

  static Preparation of(Verdict.Accept accepted, Grant grant, Farms farms) throws IOException {
    Invocation invocation = accepted.invocation();
    Set<ExportName> wholes =
        WholeVolumes.of(accepted).stream().map(ExportName::new).collect(Collectors.toSet());
    Optional<Farms.Farm> farm =
        switch (invocation.location()) {
          case Location.Export _ -> Optional.empty();
          case Location.Farm(List<String> links, var _) ->
              Optional.of(farms.plant(links(grant, links)));
        };
    return new Preparation(
        invocation, touched(invocation, grant), wholes, farm, grant.root().isPresent());
  }

  /** What the child of an invocation reads or writes. */
  static SequencedMap<ExportName, ServedExport> touched(Invocation invocation, Grant grant) {
    SequencedMap<ExportName, ServedExport> touched = new LinkedHashMap<>();
    for (String name : invocation.location().exports()) {
      ExportName export = new ExportName(name);
      touched.put(export, served(grant, export));
    }
    return touched;
  }

  /** What the client calls the folders that rsync may name to it. */
  ClientNames names() {
    Map<String, String> names = new HashMap<>();
    touched.forEach((name, export) -> names.put(confined(export).path(), rooted ? "" : "/" + name));
    farm.ifPresent(made -> names.put(real(made.folder()).toString(), ""));
    return new ClientNames(names);
  }

  private static ServedExport served(Grant grant, ExportName name) {
    return grant
        .exports()
        .getOrDefault(name, Optional.empty())
        .orElseThrow(
            () -> new IllegalStateException("A request for an unserved volume was let by"));
  }

  private static SortedMap<ExportName, Path> links(Grant grant, List<String> names) {
    SortedMap<ExportName, Path> links = new TreeMap<>();
    for (String name : names) {
      ExportName export = new ExportName(name);
      links.put(export, served(grant, export).path());
    }
    return links;
  }

  /** Which way the data goes. */
  Direction direction() {
    return invocation.direction();
  }

  /** What the child reads or writes. */
  Map<ExportName, ServedExport> touched() {
    return touched;
  }

  /** The volumes of which a pull reads everything, see {@link WholeVolumes}. */
  Set<ExportName> wholes() {
    return wholes;
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
    List<Export> exports = touched.values().stream().map(Preparation::confined).toList();
    String directory =
        farm.map(made -> made.folder().toString()).orElseGet(() -> exports.getFirst().path());
    List<String> ours = new ArrayList<>(options);
    ours.add(HiddenFolder.option(invocation.direction()));
    List<Argument> arguments =
        invocation.arguments(directory, ours).stream().map(Preparation::armoured).toList();
    Profile profile =
        switch (invocation.direction()) {
          case PULL -> Profile.SENDER;
          case PUSH -> Profile.RECEIVER;
        };
    Set<Withheld> withheld =
        switch (invocation.direction()) {
          case PULL -> Set.of();
          case PUSH -> HiddenFolder.withheld(touched.firstEntry().getValue().access());
        };
    return new ChildSpec(profile, exports, directory, limits, withheld, arguments);
  }

  /**
   * rsync needs the real path to stay in it. Only the mount's own path may hold links: its folder
   * is opened following none.
   */
  static Export confined(ServedExport export) {
    String mount = real(export.mount()).toString();
    return new Export(mount, export.folder().map(Path::toString).orElse(null));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      // The launcher will find that it is not available.
      return path;
    }
  }

  private static Argument armoured(io.backupaccess.gateway.command.Argument argument) {
    return switch (argument) {
      case io.backupaccess.gateway.command.Argument.Literal literal ->
          Argument.literal(literal.bytes());
      case io.backupaccess.gateway.command.Argument.Pattern pattern ->
          Argument.pattern(pattern.bytes());
    };
  }

  /** What to tell the peer when the launcher could not open an export. */
  String unavailable(String launcherSays) {
    OptionalInt index = Launcher.unavailableExport(launcherSays);
    if (index.isPresent() && index.getAsInt() < touched.size()) {
      ExportName name = List.copyOf(touched.keySet()).get(index.getAsInt());
      return "volume " + name + " is not available now";
    }
    return "a volume is not available now";
  }

  @Override
  public void close() {
    farm.ifPresent(Farms.Farm::close);
  }
}
