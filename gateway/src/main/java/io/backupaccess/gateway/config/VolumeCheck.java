package io.backupaccess.gateway.config;

import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Unserved;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.IncomingFolder;
import io.backupaccess.gatewayconfig.VolumeConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What makes a volume of an entry. */
final class VolumeCheck {
  private VolumeCheck() {}

  static VolumeName name(VolumeConfig entry) throws BadEntryException {
    return Optional.ofNullable(entry.name())
        .flatMap(VolumeName::parse)
        .orElseThrow(
            () ->
                new BadEntryException(
                    "name: 1 to 63 letters, digits and -_. are needed here, not beginning with - or ."));
  }

  static Granted volume(VolumeName name, VolumeConfig entry, Set<Path> unsafeMounts)
      throws BadEntryException {
    if (entry.mount() == null) {
      return new Unserved(name, mode(entry.mode()).isListed());
    }
    Path mount = path(entry.mount(), "mount");
    if (!mount.isAbsolute() || mount.getNameCount() == 0 || !mount.equals(mount.normalize())) {
      throw new BadEntryException("mount: an absolute path without . and .., not the root");
    }
    if (entry.reader() == null && unsafeMounts.contains(mount)) {
      throw new BadEntryException("mount: has to be read-only, and was mounted writable");
    }
    return new Volume(name, access(entry), new Place(reader(entry), mount, folder(entry.folder())));
  }

  private static Optional<String> reader(VolumeConfig entry) throws BadEntryException {
    return entry.reader() == null
        ? Optional.empty()
        : Optional.of(Reader.name("reader", entry.reader()));
  }

  private static Access access(VolumeConfig entry) throws BadEntryException {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (Boolean.TRUE.equals(entry.allowDelete())) {
      changes.add(Change.DELETE);
    }
    if (Boolean.TRUE.equals(entry.allowOverwrite())) {
      changes.add(Change.OVERWRITE);
    }
    Access access = new Access(mode(entry.mode()), changes);
    if (!access.mode().permitsWriting() && !changes.isEmpty()) {
      throw new BadEntryException(
          "mode: allowDelete and allowOverwrite need WriteOnly or ReadWrite here");
    }
    return access;
  }

  private static Access.Mode mode(VolumeConfig.@Nullable Mode mode) {
    return switch (mode) {
      case null -> Access.Mode.READ_ONLY;
      case READ_ONLY -> Access.Mode.READ_ONLY;
      case WRITE_ONLY -> Access.Mode.WRITE_ONLY;
      case READ_WRITE -> Access.Mode.READ_WRITE;
      case RESTORE_ONLY -> Access.Mode.RESTORE_ONLY;
    };
  }

  private static Optional<Path> folder(@Nullable String text) throws BadEntryException {
    if (text == null) {
      return Optional.empty();
    }
    Path folder = path(text, "folder");
    if (folder.isAbsolute()
        || text.isEmpty()
        || !folder.equals(folder.normalize())
        || text.equals("..")
        || folder.startsWith("..")) {
      throw new BadEntryException("folder: a relative path without . and ..");
    }
    if (StreamSupport.stream(folder.spliterator(), false)
        .anyMatch(element -> element.toString().equals(IncomingFolder.NAME))) {
      throw new BadEntryException("folder: " + IncomingFolder.NAME + " is the gateway's own");
    }
    return Optional.of(folder);
  }

  private static Path path(String text, String field) throws BadEntryException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadEntryException(field + ": not a path");
    }
  }
}
