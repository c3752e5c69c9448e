package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.command.OptionPolicy.Value.NONE;
import static io.backupaccess.gateway.command.OptionPolicy.Value.REQUIRED;

import io.backupaccess.gateway.command.OptionPolicy.Checked;
import io.backupaccess.gateway.command.OptionPolicy.Dropped;
import io.backupaccess.gateway.command.OptionPolicy.Flag;
import io.backupaccess.gateway.command.OptionPolicy.Letter;
import io.backupaccess.gateway.command.OptionPolicy.Refused;
import io.backupaccess.gateway.command.OptionPolicy.Renamed;
import io.backupaccess.gateway.command.OptionPolicy.Unset;
import java.util.Set;

/** The options that mean the same whichever way the data goes. */
final class CommonOptions {
  private CommonOptions() {}

  static void addTo(OptionTable table) {
    letters(table);
    forwarded(table);
    checked(table);
    dropped(table);
    refused(table);
  }

  private static void letters(OptionTable table) {
    // More than one v makes the server print which names a filter hides.
    table.put(new Letter('v', 1), "-v", "--verbose");
    table.put(new Letter('n', 1), "-n", "--dry-run");
    table.put(new Letter('l', 1), "-l", "--links");
    table.put(new Letter('d', 1), "-d", "--dirs");
    table.put(new Letter('W', 1), "-W", "--whole-file");
    table.put(new Letter('H', 2), "-H", "--hard-links");
    table.put(new Letter('o', 1), "-o", "--owner");
    table.put(new Letter('g', 1), "-g", "--group");
    table.put(new Letter('D', 1), "-D");
    table.put(new Letter('t', 1), "-t", "--times");
    table.put(new Letter('U', 2), "-U", "--atimes");
    table.put(new Letter('N', 1), "-N", "--crtimes");
    table.put(new Letter('p', 1), "-p", "--perms");
    table.put(new Letter('X', 2), "-X", "--xattrs");
    table.put(new Letter('A', 1), "-A", "--acls");
    table.put(new Letter('r', 1), "-r", "--recursive");
    table.put(new Letter('c', 1), "-c", "--checksum");
    table.put(new Letter('C', 1), "-C", "--cvs-exclude");
    table.put(new Letter('R', 1), "-R", "--relative");
    table.put(new Letter('x', 2), "-x", "--one-file-system");
    table.put(new Letter('S', 1), "-S", "--sparse");
    table.put(new Letter('z', 1), "-z", "--compress");
    table.put(new Unset('r'), "--no-r");
    table.put(new Unset('R'), "--no-relative");
    table.put(new Unset('d'), "--no-dirs");
  }

  private static void forwarded(OptionTable table) {
    table.put(new Flag(1), "--specials", "--no-specials", "--numeric-ids", "--safe-links");
    table.put(new Flag(1), "--from0", "--no-implied-dirs", "--ignore-errors");
    table.put(new Flag(1), "--ignore-missing-args", "--old-compress", "--new-compress");
    table.put(new Flag(1), "--open-noatime", "--no-msgs2stderr");
    table.put(new Renamed("--qsort"), "--use-qsort");
  }

  private static void checked(OptionTable table) {
    table.put(
        checked("--timeout", ValueCheck::timeout, "seconds, at most the server's; 0 becomes that"),
        "--timeout");
    table.put(
        checked("--bwlimit", ValueCheck::bandwidth, "a rate, at most the server's"), "--bwlimit");
    table.put(
        checked(
            "--max-alloc", ValueCheck::allocation, "a size of 1M or more, at most the server's"),
        "--max-alloc");
    table.put(checked("-B", ValueCheck.number(0, 131072), "0 to 131072"), "--block-size", "-B");
    table.put(
        checked(
            "--checksum-seed",
            ValueCheck.number(Integer.MIN_VALUE, Integer.MAX_VALUE),
            "a whole number"),
        "--checksum-seed");
    // Higher levels of zstd take gigabytes; the level is the sender's own affair.
    table.put(
        checked("--compress-level", ValueCheck.clampedNumber(-131072, 12), "a level, at most 12"),
        "--compress-level");
    table.put(
        checked(
            "--compress-choice",
            ValueCheck.oneOf(Set.of("auto", "zstd", "lz4", "zlibx", "zlib", "none")),
            "auto, zstd, lz4, zlibx, zlib or none"),
        "--compress-choice");
    String checksum = "(?:auto|xxh128|xxh3|xxh64|xxhash|md5|md4|sha1|none)";
    table.put(
        checked(
            "--checksum-choice",
            ValueCheck.matching(checksum + "(?:," + checksum + ")?"),
            "one or two of auto, xxh128, xxh3, xxh64, xxhash, md5, md4, sha1, none"),
        "--checksum-choice");
    table.put(
        checked(
            "--skip-compress",
            ValueCheck.matching("[A-Za-z0-9./\\[\\]*?-]{1,1024}"),
            "suffixes of letters and digits, with wildcards"),
        "--skip-compress");
    // "help" would print a text where the client expects rsync's protocol.
    table.put(
        checked(
            "--info",
            ValueCheck.matching("(?!(?i:.*help))[A-Za-z0-9]{1,20}(?:,[A-Za-z0-9]{1,20}){0,30}"),
            "words such as STATS2; not HELP"),
        "--info");
    // In these character sets every slash and dot is the same byte as in ASCII, so that no name
    // becomes another path by conversion.
    table.put(checked("--iconv", CharacterSets::forwarded, CharacterSets.ALLOWED), "--iconv");
  }

  private static Checked checked(String name, ValueCheck check, String allowed) {
    return new Checked(name, check, allowed);
  }

  private static void dropped(OptionTable table) {
    table.put(new Dropped(NONE), "-h", "--human-readable", "-8", "--8-bit-output");
    table.put(new Dropped(NONE), "-i", "--itemize-changes", "-P", "--progress", "-q", "--quiet");
    table.put(new Dropped(NONE), "--msgs2stderr", "--no-cache");
  }

  private static void refused(OptionTable table) {
    table.put(new Refused(REQUIRED, "writes at this side"), "--log-file", "--log-file-format");
    table.put(new Refused(REQUIRED, "writes at this side"), "--write-batch");
    table.put(new Refused(NONE, "writes to devices"), "--write-devices");
    table.put(new Refused(NONE, "reads devices"), "--copy-devices");
    table.put(new Refused(REQUIRED, "reads files at this side"), "--read-batch", "--password-file");
    table.put(new Refused(REQUIRED, "reads files at this side"), "--early-input");
    table.put(new Refused(NONE, "another service"), "--daemon", "--detach", "--no-detach");
    table.put(new Refused(REQUIRED, "another service"), "--config", "--dparam");
    table.put(new Refused(REQUIRED, "shows what filters hide"), "--debug");
    table.put(new Refused(NONE, "the server's to decide"), "--munge-links", "--no-munge-links");
    table.put(new Refused(NONE, "stores attributes in place of the real ones"), "--fake-super");
    table.put(new Refused(REQUIRED, "starts programs"), "-e", "--rsh", "--rsync-path", "-M");
    table.put(new Refused(REQUIRED, "starts programs"), "--remote-option");
    table.put(new Refused(REQUIRED, "reads files at this side"), "-f", "--filter");
    table.put(
        new Refused(NONE, "works where rsync's client puts it, at the very beginning"),
        "-s",
        "--secluded-args");
    table.put(new Refused(REQUIRED, "reads files at this side"), "--include", "--include-from");
    table.put(new Refused(REQUIRED, "reads files at this side"), "--exclude", "--exclude-from");
    table.put(new Refused(REQUIRED, "takes more than its share"), "--compress-threads");
    table.put(new Refused(REQUIRED, "set by this server"), "--confine-root", "--protocol");
    table.put(new Refused(REQUIRED, "set by this server"), "--copy-as");
    table.put(new Refused(NONE, "set by this server"), "--insecure-links", "--drop-D");
    table.put(new Refused(NONE, "only understood by macOS"), "--cache", "--extended-attributes");
  }
}
