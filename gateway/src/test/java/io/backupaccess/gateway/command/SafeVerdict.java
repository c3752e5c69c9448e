package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.command.Grants.Availability;
import io.backupaccess.gateway.command.Grants.Export;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What holds for every verdict, whatever the command was. */
final class SafeVerdict {
  private static final Pattern LETTERS =
      Pattern.compile("-[vnldkLWHogDtUNpAXrcCRxSz]*(?:e[0-9]{0,3}\\.[A-Za-z0-9]*)?");
  private static final Pattern LINK_FOLLOWING = Pattern.compile("-[a-zA-Z&&[^e]]*[Lk].*");
  private static final Pattern OPTION =
      Pattern.compile(
          "-B[0-9]+|--no-r|--no-relative|--no-dirs|--specials|--no-specials|--numeric-ids"
              + "|--safe-links|--copy-unsafe-links|--inplace|--append|--list-only|--from0"
              + "|--no-implied-dirs|--ignore-errors|--ignore-missing-args|--delete-missing-args"
              + "|--old-compress|--new-compress|--qsort|--open-noatime|--no-msgs2stderr"
              + "|--files-from=(?:-|\\./.+)|--timeout=[1-9][0-9]*|--bwlimit=[0-9]+"
              + "|--max-alloc=[1-9][0-9]+|--checksum-seed=-?[0-9]+|--compress-level=-?[0-9]+"
              + "|--compress-choice=[a-zA-Z0-9]+|--checksum-choice=[a-z0-9]+(?:,[a-z0-9]+)?"
              + "|--skip-compress=[A-Za-z0-9./\\[\\]*?-]+|--info=[A-Za-z0-9,]+"
              + "|--iconv=[A-Za-z0-9.-]+",
          Pattern.DOTALL);

  private SafeVerdict() {}

  static void check(Verdict verdict, Grants grants, boolean confined) {
    switch (verdict) {
      case Verdict.Accept accept -> check(accept.invocation(), grants, confined);
      case Verdict.Refuse refuse -> assertThat(refuse.message()).matches("[ -~]{1,300}");
      case Verdict.Probe _, Verdict.Secluded _ -> {}
    }
  }

  private static void check(Invocation invocation, Grants grants, boolean confined) {
    List<String> options = invocation.options();
    assertThat(options).startsWith("--server", "--sender");
    for (String option : options.subList(2, options.size())) {
      assertThat(option).matches(text -> LETTERS.matcher(text).matches() || isKnown(text));
      assertThat(confined || !followsLinks(option) || listsFolders(option, invocation)).isTrue();
    }
    List<String> arguments = invocation.arguments("/cwd").stream().map(Argument::text).toList();
    int end = arguments.indexOf("--");
    assertThat(arguments.subList(0, end)).containsAll(options);
    assertThat(arguments.get(end + 1)).isEqualTo(".");
    assertThat(arguments.subList(end + 2, arguments.size()))
        .isNotEmpty()
        .allSatisfy(path -> assertInside(path, invocation.location(), grants));
    for (String touched : invocation.location().exports()) {
      assertThat(grants.export(touched)).hasValue(new Export(touched, Availability.SERVED));
    }
  }

  private static boolean isKnown(String option) {
    return OPTION.matcher(option).matches();
  }

  private static boolean followsLinks(String option) {
    return option.equals("--copy-unsafe-links") || LINK_FOLLOWING.matcher(option).matches();
  }

  /** Links to exports listed as folders: the one case of -k that a client did not ask for. */
  private static boolean listsFolders(String option, Invocation invocation) {
    return !option.replaceFirst("e[0-9]*\\..*", "").contains("L")
        && invocation.paths().stream().noneMatch(path -> path.text().contains("/"));
  }

  private static void assertInside(String path, Location location, Grants grants) {
    assertThat(path).isNotEmpty().doesNotStartWith("/").doesNotContain("\0");
    String[] parts = path.split("/");
    assertThat(Arrays.asList(parts)).doesNotContain("..");
    if (location instanceof Location.Farm(var _, List<String> touched)) {
      assertThat(parts[0]).isNotEqualTo(".");
      assertThat(touched.contains(parts[0]) || grants.export(parts[0]).isEmpty()).isTrue();
    }
  }
}
