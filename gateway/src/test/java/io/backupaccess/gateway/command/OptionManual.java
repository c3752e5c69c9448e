package io.backupaccess.gateway.command;

import static java.util.stream.Collectors.joining;

import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Direction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the manual's page of options from the tables that decide on them. */
final class OptionManual {
  private static final String INTRODUCTION =
      """
      # Options

      What becomes of each option that an rsync client puts in its command, as the gateway's own tables have it (`make docs` writes
      this page from them). rsync's client sends only some of the options that you give it; `rsync -vv` shows which. Options that
      travel inside rsync's protocol (`--filter`, `--include`, `--exclude`) or stay with the client (`--rsh`, `--out-format`,
      `--chmod`, `--log-file`) do not pass here, and work as always.

      | class | meaning |
      |---|---|
      | forwarded | given to rsync |
      | checked | given to rsync with a value that was read and written anew; any other value is refused |
      | where confined | given to rsync where the kernel confines it (`landlock` in `status.confinement`), else refused |
      | with `allowDelete`, `allowOverwrite` | given to rsync where the volume has that set, else refused |
      | left out | accepted and not given to rsync: it concerns the client's side alone |
      | refused | `option --X has been disabled on this server.` |

      An option that is not on this page is refused with `option --X is not known here.` Letters may be clustered, values may be
      written as `--name=value` or `--name value`, and options may not be abbreviated, all as in rsync.
      """;

  private static final String PULLS =
      """

      ## Pulls

      Added by the server: `--insecure-links` where the kernel confines rsync, else `--confine-root`; a `--bwlimit` where one is
      configured; a `--filter` for the folder of [incoming files](security.md#restores); and `--munge-links` for `gateway rrsync -munge`.

      """;

  private static final String PUSHES =
      """

      ## Pushes

      For volumes with `mode: WriteOnly` or `ReadWrite`, where the kernel confines rsync. Added by the server: `--confine-root`, a `--bwlimit` and `--munge-links` as on pulls,
      `--drop-D` (no devices or special files are made), `--no-super` (no file is given to another owner, whoever the server runs as),
      for `WriteOnly` also `--whole-file` (nothing is compared with what is there), and without `allowOverwrite` also
      `--ignore-existing --omit-dir-times --chmod=Du+rwx`: no file that exists changes, and `--partial` is left out, as a part that stayed
      could never become whole. Folders that exist may get other permissions and groups, and new ones get the time of the push and are
      writable for their owner. For `WriteOnly`, and with neither permission,
      `--temp-dir` is the server's own.

      `WriteOnly` also refuses `--append`, `--inplace`, `--suffix`, `-y`, `-A`, `-X` and every option that names a folder: they would read, or
      write through, what is there.

      A folder that an option names lies in the volume that is written to. A relative one begins at the destination, as with any rsync, and for a
      key with a `root` there, as with rrsync, but for that of `--partial-dir`;
      one with a leading slash at the root that your key sees, such as `--link-dest=/documents/2026-01-01`; `..` is refused.

      """;

  private OptionManual() {}

  static String text() {
    return INTRODUCTION + PULLS + table(Direction.PULL) + PUSHES + table(Direction.PUSH);
  }

  /** One row for all options of which the same becomes. */
  private static String table(Direction direction) {
    Map<Entry, String> rows = new LinkedHashMap<>();
    OptionTable.of(direction)
        .policies()
        .forEach(
            (option, policy) ->
                rows.merge(of(policy), "`" + option + "`", (before, one) -> before + ", " + one));
    return Stream.of("forwarded", "checked", "where confined", "with", "left out", "refused")
        .flatMap(
            kind -> rows.entrySet().stream().filter(row -> row.getKey().kind().startsWith(kind)))
        .map(row -> "| " + row.getValue() + " | " + row.getKey().columns() + " |\n")
        .collect(joining("", "| options | class | what becomes of them |\n|---|---|---|\n", ""));
  }

  private record Entry(String kind, String becomes) {
    String columns() {
      return kind + " | " + becomes;
    }
  }

  private static Entry of(OptionPolicy policy) {
    return switch (policy) {
      case OptionPolicy.Letter(char letter, int atMost) ->
          new Entry("forwarded", "`-" + letter + "`" + times(atMost));
      case OptionPolicy.Unset(char letter) ->
          new Entry("forwarded", "as it is; takes `-" + letter + "` back");
      case OptionPolicy.Flag(int atMost) -> new Entry("forwarded", "as it is" + times(atMost));
      case OptionPolicy.Renamed(String forwarded) -> new Entry("forwarded", "`" + forwarded + "`");
      case OptionPolicy.Checked(String forwarded, ValueCheck _, String allowed) ->
          new Entry("checked", "`" + forwarded + "`: " + allowed);
      case OptionPolicy.FileNames() ->
          new Entry(
              "checked", "`-`: the client sends the names; a path: a file that the key may read");
      case OptionPolicy.Folder(OptionPolicy.Times times) ->
          new Entry(
              "checked",
              "a folder in the volume"
                  + (times == OptionPolicy.Times.ALL ? "; up to 20 times" : ""));
      case OptionPolicy.Dropped(OptionPolicy.Value _) ->
          new Entry("left out", "the client's side alone");
      case OptionPolicy.NeedsConfinement(OptionPolicy proven) ->
          new Entry("where confined", of(proven).becomes());
      case OptionPolicy.NeedsChange(Change change, OptionPolicy granted) ->
          new Entry("with `" + field(change) + "`", of(granted).becomes());
      case OptionPolicy.Refused(OptionPolicy.Value _, String reason) ->
          new Entry("refused", reason);
    };
  }

  private static String times(int atMost) {
    return atMost == 1 ? "" : ", at most twice";
  }

  private static String field(Change change) {
    return switch (change) {
      case DELETE -> "allowDelete";
      case OVERWRITE -> "allowOverwrite";
    };
  }
}
