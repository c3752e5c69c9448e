package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.command.OptionPolicy.Value.NONE;
import static io.backupaccess.gateway.command.OptionPolicy.Value.REQUIRED;

import io.backupaccess.gateway.command.OptionPolicy.Dropped;
import io.backupaccess.gateway.command.OptionPolicy.FileNames;
import io.backupaccess.gateway.command.OptionPolicy.Flag;
import io.backupaccess.gateway.command.OptionPolicy.Letter;
import io.backupaccess.gateway.command.OptionPolicy.NeedsConfinement;
import io.backupaccess.gateway.command.OptionPolicy.Refused;

/** What becomes of options on a pull, where this side sends. */
final class PullOptions {
  private PullOptions() {}

  static void addTo(OptionTable table) {
    table.put(new Flag(1), "--inplace", "--list-only", "--delete-missing-args");
    table.put(new Flag(2), "--append");
    table.put(new FileNames(), "--files-from");
    dropped(table);
    table.put(new NeedsConfinement(new Letter('L', 1)), "-L", "--copy-links");
    table.put(new NeedsConfinement(new Letter('k', 1)), "-k", "--copy-dirlinks");
    table.put(new NeedsConfinement(new Flag(1)), "--copy-unsafe-links");
    // Below protocol 30 it changes the stream, and a user must not believe that a move happened.
    table.put(
        new Refused(NONE, "deletes what was sent"), "--remove-source-files", "--remove-sent-files");
    table.put(new Refused(REQUIRED, "writes at this side"), "--only-write-batch");
  }

  private static void dropped(OptionTable table) {
    table.put(new Dropped(NONE), "-b", "--backup", "-u", "--update", "-I", "--ignore-times");
    table.put(new Dropped(NONE), "-E", "--executability", "-J", "--omit-link-times");
    table.put(new Dropped(NONE), "-O", "--omit-dir-times", "-K", "--keep-dirlinks");
    table.put(new Dropped(NONE), "-m", "--prune-empty-dirs", "-y", "--fuzzy");
    table.put(new Dropped(REQUIRED), "-@", "--modify-window");
    table.put(new Dropped(NONE), "--delete", "--delete-before", "--delete-during");
    table.put(new Dropped(NONE), "--delete-delay", "--delete-after", "--delete-excluded");
    table.put(new Dropped(NONE), "--force", "--partial");
    table.put(new Dropped(REQUIRED), "--max-delete", "--backup-dir", "--suffix", "--partial-dir");
    table.put(new Dropped(REQUIRED), "--temp-dir", "--compare-dest", "--copy-dest", "--link-dest");
    table.put(new Dropped(NONE), "--delay-updates", "--existing", "--ignore-existing");
    table.put(new Dropped(NONE), "--ignore-non-existing", "--size-only", "--preallocate");
    table.put(new Dropped(NONE), "--mkpath", "--fsync", "--super", "--no-super", "--stats");
    table.put(new Dropped(NONE), "--no-W");
    table.put(new Dropped(REQUIRED), "--max-size", "--min-size", "--log-format", "--out-format");
    table.put(new Dropped(REQUIRED), "--usermap", "--groupmap");
  }
}
