package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.command.OptionPolicy.Value.NONE;
import static io.backupaccess.gateway.command.OptionPolicy.Value.REQUIRED;

import io.backupaccess.gateway.command.OptionPolicy.Checked;
import io.backupaccess.gateway.command.OptionPolicy.Dropped;
import io.backupaccess.gateway.command.OptionPolicy.FileNames;
import io.backupaccess.gateway.command.OptionPolicy.Flag;
import io.backupaccess.gateway.command.OptionPolicy.Letter;
import io.backupaccess.gateway.command.OptionPolicy.NeedsConfinement;
import io.backupaccess.gateway.command.OptionPolicy.Refused;
import io.backupaccess.gateway.command.OptionPolicy.Renamed;
import io.backupaccess.gateway.command.OptionPolicy.Unset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every option that a pull may name, and what becomes of it; any other is refused. */
final class OptionTable {
  private static final Map<String, OptionPolicy> POLICIES = new LinkedHashMap<>();

  private OptionTable() {}

  /** The policy for an option, written with its dashes and without its value. */
  static Optional<OptionPolicy> policy(String option) {
    return Optional.ofNullable(POLICIES.get(option));
  }

  /** All options with their policies, by class of policy. */
  static Map<String, OptionPolicy> policies() {
    return Collections.unmodifiableMap(POLICIES);
  }

  static {
    letters();
    forwarded();
    checked();
    dropped();
    needingConfinement();
    refused();
  }

  private static void letters() {
    // More than one v makes the sender print which names a filter hides.
    put(new Letter('v', 1), "-v", "--verbose");
    put(new Letter('n', 1), "-n", "--dry-run");
    put(new Letter('l', 1), "-l", "--links");
    put(new Letter('d', 1), "-d", "--dirs");
    put(new Letter('W', 1), "-W", "--whole-file");
    put(new Letter('H', 2), "-H", "--hard-links");
    put(new Letter('o', 1), "-o", "--owner");
    put(new Letter('g', 1), "-g", "--group");
    put(new Letter('D', 1), "-D");
    put(new Letter('t', 1), "-t", "--times");
    put(new Letter('U', 2), "-U", "--atimes");
    put(new Letter('N', 1), "-N", "--crtimes");
    put(new Letter('p', 1), "-p", "--perms");
    put(new Letter('X', 2), "-X", "--xattrs");
    put(new Letter('A', 1), "-A", "--acls");
    put(new Letter('r', 1), "-r", "--recursive");
    put(new Letter('c', 1), "-c", "--checksum");
    put(new Letter('C', 1), "-C", "--cvs-exclude");
    put(new Letter('R', 1), "-R", "--relative");
    put(new Letter('x', 2), "-x", "--one-file-system");
    put(new Letter('S', 1), "-S", "--sparse");
    put(new Letter('z', 1), "-z", "--compress");
    put(new Unset('r'), "--no-r");
    put(new Unset('R'), "--no-relative");
    put(new Unset('d'), "--no-dirs");
  }

  private static void forwarded() {
    put(new Flag(1), "--specials", "--no-specials", "--numeric-ids", "--safe-links", "--inplace");
    put(new Flag(2), "--append");
    put(new Flag(1), "--list-only", "--from0", "--no-implied-dirs", "--ignore-errors");
    put(new Flag(1), "--ignore-missing-args", "--delete-missing-args");
    put(new Flag(1), "--old-compress", "--new-compress", "--open-noatime");
    put(new Flag(1), "--no-msgs2stderr");
    put(new Renamed("--qsort"), "--use-qsort");
  }

  private static void checked() {
    put(new FileNames(), "--files-from");
    put(new Checked(ValueCheck::timeout), "--timeout");
    put(new Checked(ValueCheck::bandwidth), "--bwlimit");
    put(new Checked(ValueCheck::allocation), "--max-alloc");
    put(new Checked(ValueCheck.number(0, 131072)), "--block-size", "-B");
    put(new Checked(ValueCheck.number(Integer.MIN_VALUE, Integer.MAX_VALUE)), "--checksum-seed");
    // Higher levels of zstd take gigabytes; the level is the sender's own affair.
    put(new Checked(ValueCheck.clampedNumber(-131072, 12)), "--compress-level");
    put(
        new Checked(ValueCheck.oneOf(Set.of("auto", "zstd", "lz4", "zlibx", "zlib", "none"))),
        "--compress-choice");
    String checksum = "(?:auto|xxh128|xxh3|xxh64|xxhash|md5|md4|sha1|none)";
    put(new Checked(ValueCheck.matching(checksum + "(?:," + checksum + ")?")), "--checksum-choice");
    put(new Checked(ValueCheck.matching("[A-Za-z0-9./\\[\\]*?-]{1,1024}")), "--skip-compress");
    // "help" would print a text where the client expects rsync's protocol.
    put(
        new Checked(
            ValueCheck.matching("(?!(?i:.*help))[A-Za-z0-9]{1,20}(?:,[A-Za-z0-9]{1,20}){0,30}")),
        "--info");
    // In these character sets every slash and dot is the same byte as in ASCII, so that no name
    // becomes another path by conversion.
    put(
        new Checked(
            ValueCheck.oneOf(
                Set.of(".", "utf8", "utf-8", "latin1", "iso-8859-1", "iso-8859-15", "iso8859-1"))),
        "--iconv");
  }

  private static void dropped() {
    put(new Dropped(NONE), "-q", "--quiet", "-b", "--backup", "-u", "--update");
    put(new Dropped(NONE), "-I", "--ignore-times", "-E", "--executability", "-J", "-K", "-O");
    put(new Dropped(NONE), "--omit-dir-times", "--omit-link-times", "--keep-dirlinks");
    put(new Dropped(NONE), "-m", "--prune-empty-dirs", "-y", "--fuzzy", "-h", "--human-readable");
    put(new Dropped(NONE), "-8", "--8-bit-output", "-i", "--itemize-changes", "-P", "--progress");
    put(new Dropped(REQUIRED), "-@", "--modify-window");
    put(new Dropped(NONE), "--delete", "--delete-before", "--delete-during", "--delete-delay");
    put(new Dropped(NONE), "--delete-after", "--delete-excluded", "--force", "--partial");
    put(new Dropped(REQUIRED), "--max-delete", "--backup-dir", "--suffix", "--partial-dir");
    put(new Dropped(REQUIRED), "--temp-dir", "--compare-dest", "--copy-dest", "--link-dest");
    put(new Dropped(NONE), "--delay-updates", "--existing", "--ignore-existing", "--size-only");
    put(new Dropped(NONE), "--ignore-non-existing", "--preallocate", "--mkpath", "--fsync");
    put(new Dropped(REQUIRED), "--max-size", "--min-size", "--log-format", "--out-format");
    put(new Dropped(REQUIRED), "--usermap", "--groupmap");
    put(new Dropped(NONE), "--super", "--no-super", "--stats", "--no-W", "--msgs2stderr");
    put(new Dropped(NONE), "--no-cache");
  }

  private static void needingConfinement() {
    put(new NeedsConfinement(new Letter('L', 1)), "-L", "--copy-links");
    put(new NeedsConfinement(new Letter('k', 1)), "-k", "--copy-dirlinks");
    put(new NeedsConfinement(new Flag(1)), "--copy-unsafe-links");
  }

  private static void refused() {
    // Below protocol 30 it changes the stream, and a user must not believe that a move happened.
    put(new Refused(NONE, "deletes what was sent"), "--remove-source-files", "--remove-sent-files");
    put(new Refused(REQUIRED, "writes at this side"), "--log-file", "--log-file-format");
    put(new Refused(REQUIRED, "writes at this side"), "--write-batch", "--only-write-batch");
    put(new Refused(NONE, "writes at this side"), "--write-devices");
    put(new Refused(NONE, "reads devices"), "--copy-devices");
    put(new Refused(REQUIRED, "reads files at this side"), "--read-batch", "--password-file");
    put(new Refused(REQUIRED, "reads files at this side"), "--early-input");
    put(new Refused(NONE, "another service"), "--daemon", "--detach", "--no-detach");
    put(new Refused(REQUIRED, "another service"), "--config", "--dparam");
    put(new Refused(REQUIRED, "shows what filters hide"), "--debug");
    put(new Refused(NONE, "rewrites what is sent"), "--munge-links", "--no-munge-links");
    put(new Refused(NONE, "rewrites what is sent"), "--fake-super");
    put(new Refused(REQUIRED, "starts programs"), "-e", "--rsh", "--rsync-path", "-M");
    put(new Refused(REQUIRED, "starts programs"), "--remote-option");
    put(new Refused(REQUIRED, "reads files at this side"), "-f", "--filter");
    put(new Refused(NONE, "read by this server, at its place only"), "-s", "--secluded-args");
    put(new Refused(REQUIRED, "reads files at this side"), "--include", "--include-from");
    put(new Refused(REQUIRED, "reads files at this side"), "--exclude", "--exclude-from");
    put(new Refused(REQUIRED, "takes more than its share"), "--compress-threads");
    put(new Refused(REQUIRED, "set by this server"), "--confine-root", "--protocol", "--copy-as");
    put(new Refused(NONE, "set by this server"), "--insecure-links", "--drop-D");
    put(new Refused(NONE, "only understood by macOS"), "--cache", "--extended-attributes");
  }

  private static void put(OptionPolicy policy, String... options) {
    for (String option : options) {
      if (POLICIES.put(option, policy) != null) {
        throw new IllegalStateException(option + " is in the table twice");
      }
    }
  }
}
