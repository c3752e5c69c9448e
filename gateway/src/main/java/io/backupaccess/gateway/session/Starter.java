package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.Limits;
import io.backupaccess.gateway.volume.Grants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Starts rsync as was decided. */
final class Starter {
  private final Launcher launcher;
  private final Limits limits;
  private final Path runtimeDirectory;
  private final LinkFolders linkFolders;

  /** A starter with a directory of its own, which is cleared of what an earlier one left. */
  Starter(Launcher launcher, Limits limits, Path runtimeDirectory) throws IOException {
    this.launcher = launcher;
    this.limits = limits;
    this.runtimeDirectory = runtimeDirectory;
    LogPipe.clear(runtimeDirectory);
    this.linkFolders = new LinkFolders(runtimeDirectory);
  }

  PreparedPlaces prepare(Verdict.Accept accepted, Grants grants) {
    try {
      return PreparedPlaces.of(accepted, grants, linkFolders);
    } catch (IOException e) {
      throw new UncheckedIOException("Its folder cannot be made", e);
    }
  }

  LogPipe openLog() throws IOException {
    return LogPipe.open(runtimeDirectory);
  }

  /** The command line of a child that writes no log. */
  List<String> command(PreparedPlaces prepared) {
    return launcher.command(prepared.spec(limits, List.of()));
  }

  /** The command line of a child that writes this log, as far as rsync writes one. */
  List<String> command(PreparedPlaces prepared, LogPipe log) {
    List<String> options =
        prepared.writesLog() ? PullCounts.options(log.path().toString()) : List.of();
    return Launcher.logging(log.path(), launcher.command(prepared.spec(limits, options)));
  }
}
