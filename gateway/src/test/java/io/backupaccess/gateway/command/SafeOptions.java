package io.backupaccess.gateway.command;

import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.volume.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The options that rsync may be given at this side, by what its manual says of them. */
final class SafeOptions {
  private static final Pattern CLUSTER =
      Pattern.compile("-([A-Za-df-z]*)(e[0-9]*\\.[A-Za-z0-9]*)?");

  /** Letters that only say which attributes and files are meant, and how they are compared. */
  private static final String LETTERS = "vnldWHogDtUNpXArcCRxSz";

  private static final String PULL_LETTERS = LETTERS + "Lk";
  private static final String PUSH_LETTERS = LETTERS + "buKmOJyEI";

  private static final Set<String> PLAIN =
      Set.of(
          ("--specials --no-specials --numeric-ids --safe-links --from0 --no-implied-dirs"
                  + " --ignore-errors --ignore-missing-args --old-compress --new-compress"
                  + " --open-noatime --no-msgs2stderr --qsort --no-r --no-relative --no-dirs"
                  + " --munge-links --inplace --append --delete-missing-args")
              .split(" "));
  private static final Set<String> PULL_PLAIN =
      Set.of("--list-only", "--copy-unsafe-links", "--insecure-links");
  private static final Set<String> DELETES =
      Set.of(
          ("--delete --delete-before --delete-during --delete-delay --delete-after"
                  + " --delete-excluded --delete-missing-args --force --remove-source-files"
                  + " --remove-sent-files")
              .split(" "));
  private static final Set<String> OVERWRITES = Set.of("--inplace", "--append", "--delay-updates");
  private static final Set<String> PUSH_PLAIN =
      Set.of(
          ("--partial --existing --ignore-existing --size-only --preallocate --mkpath --fsync"
                  + " --super --no-super --stats --no-W --drop-D --delay-updates --omit-dir-times --chmod=Du+rwx")
              .split(" "));

  private static final Set<String> FOLDERS =
      Set.of(
          "--compare-dest --copy-dest --link-dest --temp-dir --backup-dir --partial-dir"
              .split(" "));

  private static final Pattern VALUE =
      Pattern.compile(
          "-B[0-9]{1,6}|--(?:timeout|bwlimit|max-alloc)=[0-9]+"
              + "|--(?:checksum-seed|compress-level)=-?[0-9]{1,10}"
              + "|--compress-choice=[A-Za-z0-9]+|--checksum-choice=[a-z0-9,]+"
              + "|--skip-compress=[A-Za-z0-9./\\[\\]*?-]+|--info=(?i:(?!.*help))[A-Za-z0-9,]+"
              + "|--iconv=(?i:\\.|utf-?8|(?:us-)?ascii|latin[0-9]{1,2}|iso-?8859-[0-9]{1,2}|(?:cp|windows-)[0-9]{3,4}|koi8-[ru]|mac(?:intosh)?)|--confine-root=/cwd");
  private static final Pattern PUSH_VALUE =
      Pattern.compile(
          "--modify-window=-?[0-9]{1,10}|--(?:max|min)-size=[0-9.A-Za-z]+|--suffix=[^/]*"
              + "|--max-delete=-?[0-9]{1,10}|--log-format=(?:%i|%i%I|%o|X)|--only-write-batch=X"
              + "|--(?:user|group)map=[^/\0]+",
          Pattern.DOTALL);

  private SafeOptions() {}

  static void check(String option, Direction direction) {
    boolean known =
        switch (direction) {
          case PULL -> isPull(option);
          case PUSH -> isPush(option);
        };
    FuzzAssert.that(known, () -> "not in the model on a " + direction + ": " + option);
  }

  private static boolean isPull(String option) {
    return PLAIN.contains(option)
        || PULL_PLAIN.contains(option)
        || VALUE.matcher(option).matches()
        || isCluster(option, PULL_LETTERS)
        || option.equals("--files-from=-")
        || (option.startsWith("--files-from=./") && staysBelow(option.substring(15)));
  }

  private static boolean isPush(String option) {
    return PLAIN.contains(option)
        || PUSH_PLAIN.contains(option)
        || DELETES.contains(option)
        || VALUE.matcher(option).matches()
        || PUSH_VALUE.matcher(option).matches()
        || isCluster(option, PUSH_LETTERS)
        || isFolder(option);
  }

  private static boolean isCluster(String option, String letters) {
    var cluster = CLUSTER.matcher(option);
    return cluster.matches() && cluster.group(1).chars().allMatch(c -> letters.indexOf(c) >= 0);
  }

  /** A folder below the destination, or in the volume. */
  private static boolean isFolder(String option) {
    int equals = option.indexOf('=');
    if (equals < 0 || !FOLDERS.contains(option.substring(0, equals))) {
      return false;
    }
    String folder = option.substring(equals + 1);
    boolean inVolume = folder.equals("/cwd") || folder.startsWith("/cwd/");
    return staysBelow(inVolume ? "." + folder.substring(4) : folder);
  }

  private static boolean staysBelow(String path) {
    return !path.isEmpty()
        && !path.startsWith("/")
        && !Arrays.asList(path.split("/")).contains("..");
  }

  static boolean deletes(String option) {
    return DELETES.contains(option) || option.startsWith("--max-delete=");
  }

  static boolean overwrites(String option) {
    return OVERWRITES.contains(option)
        || option.matches("(?s)--(?:backup|partial)-dir=.*")
        || hasLetter('b', List.of(option));
  }

  static boolean hasLetter(char letter, List<String> options) {
    return options.stream()
        .map(CLUSTER::matcher)
        .anyMatch(cluster -> cluster.matches() && cluster.group(1).indexOf(letter) >= 0);
  }

  /** The value of an option; where it is absent, what counts as right. */
  static long number(String option, List<String> options, long absent) {
    return options.stream()
        .filter(each -> each.startsWith(option))
        .mapToLong(each -> Long.parseLong(each.substring(option.length())))
        .findFirst()
        .orElse(absent);
  }
}
