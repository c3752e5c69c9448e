package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the one place that a push writes to: always inside one volume. */
final class Destination {
  /**
   * What leaves every existing file alone. With {@code --ignore-existing} only, rsync gives the
   * times and permissions of a folder that is sent to a file of that name: it sets a folder's times
   * last of all, and takes back the permissions that it needed to fill the folder.
   */
  private static final List<String> LEAVING_WHAT_EXISTS =
      List.of("--ignore-existing", "--omit-dir-times", "--chmod=Du+rwx");

  /**
   * No devices and special files are made, though the stream may hold them. And a receiver has no
   * capabilities: as uid 0, rsync would try to give files away all the same, fail, and leave them
   * without their permissions and times.
   */
  private static final List<String> ALWAYS = List.of("--drop-D", "--no-super");

  private final Grants grants;
  private final PolicyLimits limits;

  Destination(Grants grants, PolicyLimits limits) {
    this.grants = grants;
    this.limits = limits;
  }

  /**
   * Refuses every push by a key that may write nothing, and every one where nothing but rsync would
   * keep it inside: a client can send a link that leads out, and then send through it.
   */
  void requireWritable() {
    if (grants.all().stream().noneMatch(Granted::isWritable)) {
      throw new RefusedException(Refusal.READ_ONLY, "sending to read-only server is not allowed.");
    }
    if (limits.confinement() != PolicyLimits.Confinement.PROVEN) {
      throw new RefusedException(
          Refusal.READ_ONLY,
          "sending is not allowed: the kernel of this server cannot confine what is written.");
    }
  }

  /**
   * How rsync is to be run.
   *
   * @param needs what must be permitted for the options of the request, with an option that needs
   *     it
   */
  Invocation resolve(RsyncRequest request, Map<Change, String> needs) {
    RemotePath path = onlyPath(request);
    Volume volume = writable(granted(path), needs);
    List<FolderOption> folders =
        request.options().folders().stream().map(folder -> inside(folder, volume)).toList();
    return new Invocation(
        options(disclosing(request.options(), volume), volume),
        folders,
        List.of(literal(inside(path))),
        new Location.Inside(volume),
        Direction.PUSH,
        ConfineRoot.WORKING_DIRECTORY);
  }

  /** The path as the volume's own folder sees it. */
  private RemotePath inside(RemotePath path) {
    return switch (grants) {
      case Grants.Volumes _ -> path.withoutFirst();
      case Grants.Root root -> path.within(root.absolute());
    };
  }

  private static RemotePath onlyPath(RsyncRequest request) {
    if (request.paths().size() != 1 || request.paths().getFirst().plain().isPattern()) {
      throw new RefusedException(
          Refusal.BAD_PATH, "name one destination, without wildcards: a backslash escapes them.");
    }
    return request.paths().getFirst();
  }

  private Granted granted(RemotePath path) {
    return switch (grants) {
      case Grants.Root root -> root.volume();
      case Grants.Volumes volumes -> {
        if (path.isTop()) {
          throw new RefusedException(
              Refusal.BAD_PATH,
              "name a volume as the destination, such as HOST:/" + example(volumes) + "/.");
        }
        String name = path.first().text();
        yield volumes
            .find(name)
            .orElseThrow(
                () ->
                    new RefusedException(
                        Refusal.BAD_PATH,
                        "volume " + QuotedText.quote(name) + " is not granted to this key."));
      }
    };
  }

  private static String example(Grants.Volumes volumes) {
    return volumes.all().stream()
        .filter(Granted::isWritable)
        .map(volume -> QuotedText.quote(volume.name().value()))
        .findFirst()
        .orElse("VOLUME");
  }

  private static Volume writable(Granted granted, Map<Change, String> needs) {
    if (!granted.isWritable()) {
      throw new RefusedException(
          Refusal.READ_ONLY,
          "sending to read-only volume "
              + QuotedText.quote(granted.name().value())
              + " is not allowed.");
    }
    Volume volume = Availability.requireServed(granted);
    needs.forEach(
        (change, option) -> {
          if (!volume.access().changes().contains(change)) {
            throw OptionParser.disabled(option);
          }
        });
    return volume;
  }

  /** The folder as the volume sees it: for a client, it begins at the root that the key sees. */
  private FolderOption inside(FolderOption folder, Volume volume) {
    return switch (grants) {
      case Grants.Volumes _ -> inside(folder, volume.name().value());
      case Grants.Root _ -> folder.fromRoot();
    };
  }

  /** An absolute path begins at that root, in which the volume is a folder. */
  private static FolderOption inside(FolderOption folder, String volume) {
    if (folder.base() == FolderOption.Base.DESTINATION) {
      return folder;
    }
    if (!folder.path().first().text().equals(volume)) {
      throw new RefusedException(
          Refusal.BAD_PATH,
          "the folder of "
              + folder.option()
              + " is looked for in the volume that is written to: name it as /"
              + QuotedText.quote(volume)
              + "/FOLDER.");
    }
    return folder.movedInside();
  }

  /** What rsync may do with what is there: of a write-only volume it reads no contents. */
  private static ServerOptions disclosing(ServerOptions asked, Volume volume) {
    if (volume.access().mode().permitsReading()) {
      return asked;
    }
    WriteOnlyRules.requireNoReading(asked);
    return asked.comparingNoContents();
  }

  private List<String> options(ServerOptions asked, Volume volume) {
    List<String> options = new ArrayList<>(asked.arguments());
    options.removeAll(ALWAYS);
    options.addAll(ALWAYS);
    if (!volume.access().changes().contains(Change.OVERWRITE)) {
      // A part of a file that stays would never become whole: it exists.
      options.remove("--partial");
      options.removeAll(LEAVING_WHAT_EXISTS);
      options.addAll(LEAVING_WHAT_EXISTS);
    }
    return options;
  }

  private static Argument literal(RemotePath path) {
    return new Argument.Literal(path.isTop() ? "." : path.plain().text());
  }
}
