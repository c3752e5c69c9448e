package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.command.OptionPolicy.Value.NONE;
import static io.backupaccess.gateway.command.OptionPolicy.Value.REQUIRED;
import static io.backupaccess.gateway.volume.Access.Change.DELETE;
import static io.backupaccess.gateway.volume.Access.Change.OVERWRITE;

import io.backupaccess.gateway.command.OptionPolicy.Checked;
import io.backupaccess.gateway.command.OptionPolicy.Dropped;
import io.backupaccess.gateway.command.OptionPolicy.Flag;
import io.backupaccess.gateway.command.OptionPolicy.Folder;
import io.backupaccess.gateway.command.OptionPolicy.Letter;
import io.backupaccess.gateway.command.OptionPolicy.NeedsChange;
import io.backupaccess.gateway.command.OptionPolicy.NeedsConfinement;
import io.backupaccess.gateway.command.OptionPolicy.Refused;
import io.backupaccess.gateway.command.OptionPolicy.Renamed;
import io.backupaccess.gateway.command.OptionPolicy.Times;

/** What becomes of options on a push, where this side receives. */
final class PushOptions {
  private PushOptions() {}

  static void addTo(OptionTable table) {
    letters(table);
    forwarded(table);
    checked(table);
    deleting(table);
    overwriting(table);
    sendersOwn(table);
    refused(table);
  }

  private static void letters(OptionTable table) {
    table.put(new Letter('u', 1), "-u", "--update");
    table.put(new Letter('I', 1), "-I", "--ignore-times");
    table.put(new Letter('E', 1), "-E", "--executability");
    table.put(new Letter('J', 1), "-J", "--omit-link-times");
    table.put(new Letter('O', 1), "-O", "--omit-dir-times");
    table.put(new Letter('m', 1), "-m", "--prune-empty-dirs");
    table.put(new Letter('y', 2), "-y", "--fuzzy");
    // It writes through a link that was there: rsync itself stays beneath the volume, and so
    // does the kernel's confinement.
    table.put(new NeedsConfinement(new Letter('K', 1)), "-K", "--keep-dirlinks");
  }

  private static void forwarded(OptionTable table) {
    table.put(new Flag(1), "--partial", "--existing", "--ignore-existing", "--size-only");
    table.put(new Flag(1), "--preallocate", "--mkpath", "--fsync");
    table.put(new Flag(1), "--stats", "--no-W");
    table.put(new Renamed("--existing"), "--ignore-non-existing");
    table.put(new Renamed("--no-super"), "--super", "--no-super");
    table.put(new Folder(Times.ALL), "--compare-dest", "--copy-dest", "--link-dest");
    table.put(new Folder(Times.LAST), "--temp-dir");
  }

  private static void checked(OptionTable table) {
    table.put(
        new Checked(
            "--modify-window", ValueCheck.number(-1, Integer.MAX_VALUE), "seconds, -1 or more"),
        "--modify-window",
        "-@");
    table.put(new Checked("--max-size", ValueCheck::fileSize, "a size"), "--max-size");
    table.put(new Checked("--min-size", ValueCheck::fileSize, "a size"), "--min-size");
    table.put(
        new Checked("--suffix", ValueCheck.matching("[^/]{0,64}"), "text without a slash"),
        "--suffix");
    // No more than whether changes are to be itemized; the client's own format stays there.
    table.put(
        new Checked(
            "--log-format", ValueCheck.matching("X|%i(?:%I)?|%o"), "as rsync's client writes it"),
        "--log-format",
        "--out-format");
    String pattern = "[A-Za-z0-9_.@*?$^!\\[\\]\\\\ -]{1,64}";
    // An empty pattern stands for those without a name.
    String map = "(?:" + pattern + ")?:[A-Za-z0-9_.@$\\\\ -]{1,64}";
    ValueCheck maps = ValueCheck.matching(map + "(?:," + map + "){0,99}");
    table.put(new Checked("--usermap", maps, "names and numbers, with wildcards"), "--usermap");
    table.put(new Checked("--groupmap", maps, "names and numbers, with wildcards"), "--groupmap");
    // The client sends it where the changes go to a file of its own: nothing is written here.
    table.put(
        new Checked("--only-write-batch", ValueCheck.matching("X"), "as rsync writes it"),
        "--only-write-batch");
  }

  private static void deleting(OptionTable table) {
    OptionPolicy deletes = new NeedsChange(DELETE, new Flag(1));
    table.put(deletes, "--delete", "--delete-before", "--delete-during", "--delete-delay");
    table.put(deletes, "--delete-after", "--delete-excluded", "--delete-missing-args", "--force");
    table.put(deletes, "--remove-source-files", "--remove-sent-files");
    table.put(
        new NeedsChange(
            DELETE,
            new Checked(
                "--max-delete", ValueCheck.number(-1, Integer.MAX_VALUE), "a number, -1 or more")),
        "--max-delete");
  }

  private static void overwriting(OptionTable table) {
    table.put(new NeedsChange(OVERWRITE, new Letter('b', 1)), "-b", "--backup");
    table.put(new NeedsChange(OVERWRITE, new Flag(1)), "--inplace", "--delay-updates");
    table.put(new NeedsChange(OVERWRITE, new Flag(2)), "--append");
    table.put(new NeedsChange(OVERWRITE, new Folder(Times.LAST)), "--backup-dir", "--partial-dir");
  }

  private static void sendersOwn(OptionTable table) {
    table.put(new Dropped(NONE), "-L", "--copy-links", "-k", "--copy-dirlinks");
    table.put(new Dropped(NONE), "--copy-unsafe-links");
  }

  private static void refused(OptionTable table) {
    table.put(new Refused(REQUIRED, "reads files at this side"), "--files-from");
    table.put(new Refused(NONE, "there is nothing to list"), "--list-only");
    table.put(new Refused(NONE, "has its place right after --server"), "--sender");
  }
}
