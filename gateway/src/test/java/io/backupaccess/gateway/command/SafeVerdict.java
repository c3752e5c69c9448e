package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Invocation.ConfineRoot;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for every verdict, whatever the command was. */
final class SafeVerdict {
  private static final String CAPABILITIES = "(?:e[0-9]{0,3}\\.[A-Za-z0-9]*)?";
  private static final Pattern LETTERS_OF_PULLS =
      Pattern.compile("-[vnldkLWHogDtUNpAXrcCRxSz]*" + CAPABILITIES);
  private static final Pattern LETTERS_OF_PUSHES =
      Pattern.compile("-[vbunldKmOJyWHogDtUNpEAXrcCIRxSz]*" + CAPABILITIES);
  private static final Pattern LINK_FOLLOWING = Pattern.compile("-[a-zA-Z&&[^e]]*[Lk].*");
  private static final String COMMON_OPTIONS =
      "-B[0-9]+|--no-r|--no-relative|--no-dirs|--specials|--no-specials|--numeric-ids"
          + "|--safe-links|--inplace|--append|--from0|--no-implied-dirs|--ignore-errors"
          + "|--ignore-missing-args|--delete-missing-args|--old-compress|--new-compress|--qsort"
          + "|--open-noatime|--no-msgs2stderr|--munge-links|--timeout=[1-9][0-9]*"
          + "|--bwlimit=[0-9]+|--max-alloc=[1-9][0-9]+|--checksum-seed=-?[0-9]+"
          + "|--compress-level=-?[0-9]+|--compress-choice=[a-zA-Z0-9]+"
          + "|--checksum-choice=[a-z0-9]+(?:,[a-z0-9]+)?|--skip-compress=[A-Za-z0-9./\\[\\]*?-]+"
          + "|--info=[A-Za-z0-9,]+|--iconv=[A-Za-z0-9.-]+";
  private static final Pattern OPTIONS_OF_PULLS =
      Pattern.compile(
          COMMON_OPTIONS + "|--copy-unsafe-links|--list-only|--files-from=(?:-|\\./.+)",
          Pattern.DOTALL);
  private static final Pattern OPTIONS_OF_PUSHES =
      Pattern.compile(
          COMMON_OPTIONS
              + "|--drop-D|--omit-dir-times|--chmod=Du\\+rwx|--ignore-existing|--existing|--partial|--size-only|--preallocate|--mkpath"
              + "|--fsync|--no-super|--stats|--no-W|--delay-updates|--force"
              + "|--delete(?:-before|-during|-delay|-after|-excluded)?|--max-delete=-?[0-9]+"
              + "|--remove-(?:source|sent)-files|--modify-window=-?[0-9]+|--max-size=[0-9]+"
              + "|--min-size=[0-9]+|--suffix=[^/]*|--log-format=[%iIoX]+|--only-write-batch=X"
              + "|--(?:user|group)map=[A-Za-z0-9_.@*?$^!\\[\\]\\\\:, -]+",
          Pattern.DOTALL);
  private static final Pattern DELETING =
      Pattern.compile("--(?:delete|remove|force|max-delete).*", Pattern.DOTALL);
  private static final Pattern OVERWRITING =
      Pattern.compile(
          "--(?:inplace|append|delay-updates|backup-dir|partial-dir).*|-[a-zA-Z&&[^e]]*b.*",
          Pattern.DOTALL);
  private static final Set<String> FOLDERS =
      Set.of(
          "--link-dest",
          "--copy-dest",
          "--compare-dest",
          "--temp-dir",
          "--partial-dir",
          "--backup-dir");

  private SafeVerdict() {}

  static void check(Verdict verdict, Grants grants, boolean confined) {
    switch (verdict) {
      case Verdict.Accept accept -> check(accept.invocation(), grants, confined);
      case Verdict.Refuse refuse -> assertThat(refuse.message()).matches("[ -~]{1,300}");
      case Verdict.Probe _ -> {}
    }
  }

  private static void check(Invocation invocation, Grants grants, boolean confined) {
    List<String> arguments = invocation.arguments("/cwd").stream().map(Argument::text).toList();
    int end = arguments.indexOf("--");
    assertThat(arguments.subList(0, end)).startsWith(invocation.options().toArray(String[]::new));
    assertThat(arguments.get(end + 1)).isEqualTo(".");
    List<String> paths = arguments.subList(end + 2, arguments.size());
    assertThat(paths)
        .isNotEmpty()
        .allSatisfy(path -> assertInside(path, invocation.location(), grants));
    assertThat(grants.all()).containsAll(invocation.location().volumes());
    if (invocation.direction() == Direction.PULL) {
      checkPull(invocation, confined);
    } else {
      assertThat(confined).isTrue();
      assertThat(paths).hasSize(1);
      checkPush(invocation);
    }
  }

  private static void checkPull(Invocation invocation, boolean confined) {
    List<String> options = invocation.options();
    assertThat(options).startsWith("--server", "--sender");
    assertThat(invocation.folders()).isEmpty();
    for (String option : options.subList(2, options.size())) {
      assertThat(option).matches(text -> matches(text, LETTERS_OF_PULLS, OPTIONS_OF_PULLS));
      assertThat(confined || !followsLinks(option) || listsFolders(option, invocation)).isTrue();
    }
    assertThat(invocation.location().volumes())
        .allMatch(volume -> volume.access().mode().permitsReading());
  }

  private static void checkPush(Invocation invocation) {
    List<String> options = invocation.options();
    assertThat(options)
        .startsWith("--server")
        .contains("--drop-D", "--no-super")
        .doesNotContain("--sender");
    assertThat(invocation.location()).isInstanceOf(Location.Inside.class);
    assertThat(invocation.confineRoot()).isEqualTo(ConfineRoot.WORKING_DIRECTORY);
    Access access = invocation.location().volumes().getFirst().access();
    assertThat(access.mode().permitsWriting()).isTrue();
    for (String option : options.subList(1, options.size())) {
      assertThat(option).matches(text -> matches(text, LETTERS_OF_PUSHES, OPTIONS_OF_PUSHES));
    }
    List<String> folders =
        invocation.folders().stream().map(folder -> folder.argument("/cwd")).toList();
    assertThat(folders).allSatisfy(SafeVerdict::assertFolderInside);
    if (!access.mode().permitsReading()) {
      assertThat(options)
          .anyMatch(option -> option.matches("-[a-zA-Z&&[^e]]*W.*"))
          .noneMatch(option -> option.matches("--no-W|--append|-[a-zA-Z&&[^e]]*y.*"));
    }
    if (!access.changes().contains(Change.DELETE)) {
      assertThat(options).noneMatch(DELETING.asMatchPredicate());
    }
    if (!access.changes().contains(Change.OVERWRITE)) {
      assertThat(options)
          .contains("--ignore-existing", "--omit-dir-times", "--chmod=Du+rwx")
          .noneMatch(OVERWRITING.asMatchPredicate());
      assertThat(folders).noneMatch(OVERWRITING.asMatchPredicate());
    }
  }

  static List<String> names(List<Volume> volumes) {
    return volumes.stream().map(volume -> volume.name().value()).toList();
  }

  private static boolean matches(String option, Pattern letters, Pattern options) {
    return letters.matcher(option).matches() || options.matcher(option).matches();
  }

  private static void assertFolderInside(String option) {
    String[] nameAndValue = option.split("=", 2);
    assertThat(FOLDERS).contains(nameAndValue[0]);
    String folder = nameAndValue[1];
    assertThat(folder).isNotEmpty().doesNotContain("\0");
    assertThat(!folder.startsWith("/") || folder.equals("/cwd") || folder.startsWith("/cwd/"))
        .isTrue();
    assertThat(Arrays.asList(folder.split("/"))).doesNotContain("..");
  }

  private static boolean followsLinks(String option) {
    return option.equals("--copy-unsafe-links") || LINK_FOLLOWING.matcher(option).matches();
  }

  /** Links to volumes listed as folders: the one case of -k that a client did not ask for. */
  private static boolean listsFolders(String option, Invocation invocation) {
    return !option.replaceFirst("e[0-9]*\\..*", "").contains("L")
        && invocation.paths().stream().noneMatch(path -> path.text().contains("/"));
  }

  private static void assertInside(String path, Location location, Grants grants) {
    assertThat(path).isNotEmpty().doesNotStartWith("/").doesNotContain("\0");
    String[] parts = path.split("/");
    assertThat(Arrays.asList(parts)).doesNotContain("..");
    if (location instanceof Location.LinkFolder linkFolder) {
      assertThat(parts[0]).isNotEqualTo(".");
      assertThat(names(linkFolder.volumes()).contains(parts[0]) || grants.find(parts[0]).isEmpty())
          .isTrue();
    }
  }
}
