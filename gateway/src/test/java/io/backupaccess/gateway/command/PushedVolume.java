package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;

import io.backupaccess.gateway.command.RsyncOverPipe.Result;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A source, and a volume that holds some of it and some of its own, for pushes by a real rsync. */
final class PushedVolume {
  private static final FileTime OLD = FileTime.fromMillis(1_600_000_000_000L);

  final RsyncOverPipe rsync;
  final Path source;
  final Path db;

  PushedVolume(Path temporary) throws IOException, InterruptedException {
    rsync = new RsyncOverPipe(temporary);
    source = Files.createDirectories(temporary.resolve("src"));
    write(source, "same", "same");
    write(source, "newer", "of the source");
    write(source, "added", "added");
    write(source, "sub/deep/added", "deep");
    write(source, "file-there/here-a-folder", "x");
    write(source, "folder-there", "here a file");
    write(source, "link-there", "here a file");
    Files.createSymbolicLink(source.resolve("link"), Path.of("sub"));
    Files.createLink(source.resolve("hard"), source.resolve("added"));
    Files.createLink(source.resolve("hard-to-old"), source.resolve("newer"));
    db = rsync.volume("db", "pgdata");
    write(db, "same", "same");
    write(db, "newer", "of the volume");
    write(db, "only here", "only here");
    write(db, "sub/only here", "only here");
    write(db, "file-there", "there a file");
    write(db, "folder-there/in it", "there a folder");
    Files.createSymbolicLink(db.resolve("link-there"), Path.of("newer"));
    Files.createSymbolicLink(db.resolve("folder-link"), Path.of("sub"));
    write(db, "before/same", "same");
    write(db, "before/added", "added");
    rsync.finishVolumes();
    Files.setLastModifiedTime(source.resolve("same"), OLD);
    Files.setLastModifiedTime(source.resolve("added"), OLD);
  }

  static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  static Grants grants(Change... changes) {
    return new Grants.Volumes(List.of(served("db", new Access(Mode.READ_WRITE, Set.of(changes)))));
  }

  Result push(String options, String destination, Change... changes)
      throws IOException, InterruptedException {
    return rsync.push(arguments(options, destination), grants(changes));
  }

  List<String> arguments(String options, String destination) {
    List<String> arguments = new ArrayList<>(Arrays.asList(options.split(" ")));
    arguments.add(source + "/");
    arguments.add("h:" + destination);
    return arguments;
  }

  /** Every file and link that is no folder, with all that describes it but its number of names. */
  static Map<Path, String> files(Path folder) throws IOException {
    Map<Path, String> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file :
          all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList()) {
        Map<String, Object> attributes =
            Files.readAttributes(
                file, "unix:ino,mode,uid,gid,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String content =
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString()
                : Files.readString(file);
        files.put(file, attributes + " " + content);
      }
    }
    return files;
  }
}
