package io.backupaccess.gateway.command;

import io.backupaccess.gateway.command.RemotePath.End;
import java.util.List;
import java.util.function.Predicate;

/**
 * How paths are written for a folder that holds one symbolic link per volume.
 *
 * <p>rsync would send the link itself where it is named without a trailing slash. It is told to
 * keep relative names ({@code R}) then, with {@code /./} where the transmitted name begins: that
 * sends what a folder of that name would have sent.
 */
enum LinkFolderPaths {
  /** As the client wrote them. */
  PLAIN,
  /** The client asked for relative names. */
  RELATIVE,
  /** Relative names that come out as they would have without. */
  RELATIVE_TO_NAMES,
  /** The links are sent as the folders they lead to, without contents. */
  FOLDERS;

  static LinkFolderPaths of(
      ServerOptions options, List<RemotePath> paths, Predicate<RemotePath> isVolume) {
    boolean namesVolume =
        options.fileList().isEmpty()
            && paths.stream().anyMatch(path -> isVolume.test(path) && path.end() == End.NAME);
    if (options.has('r') || !namesVolume) {
      return options.has('R') ? RELATIVE : namesVolume ? RELATIVE_TO_NAMES : PLAIN;
    }
    // -k would also turn links inside the volumes into folders, so no other path may be there.
    if (!paths.stream().allMatch(path -> path.components().size() == 1 && path.end() == End.NAME)) {
      throw new RefusedException(
          Refusal.BAD_PATH,
          "without --recursive, ask for volumes and for paths inside them separately.");
    }
    return FOLDERS;
  }

  ServerOptions options(ServerOptions asked) {
    return switch (this) {
      case PLAIN, RELATIVE -> asked;
      case RELATIVE_TO_NAMES -> asked.with('R');
      case FOLDERS -> asked.with('k');
    };
  }

  Argument argument(RemotePath path, boolean volume) {
    Word word =
        switch (this) {
          case PLAIN, FOLDERS -> path.plain();
          case RELATIVE -> (volume ? path.asFolder() : path).relative();
          case RELATIVE_TO_NAMES ->
              volume && path.end() == End.NAME ? path.asFolder().plain() : path.relativeToItsName();
        };
    return word.argument();
  }
}
