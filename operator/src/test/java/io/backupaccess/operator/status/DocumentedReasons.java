package io.backupaccess.operator.status;

import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The reasons in the tables of {@code docs/conditions.md}. */
public final class DocumentedReasons {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\|(?: `(?:True|False|Unknown)` \\|)?((?:[ ,]*`[A-Z][A-Za-z]+`)+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([A-Za-z]+)`");

  private DocumentedReasons() {}

  /** All of them, in a set of the caller's own. */
  public static Set<String> all() {
    Set<String> reasons = new TreeSet<>();
    Matcher row = ROW.matcher(page());
    while (row.find()) {
      QUOTED.matcher(row.group(1)).results().forEach(quoted -> reasons.add(quoted.group(1)));
    }
    return reasons;
  }

  private static String page() {
    try {
      return Files.readString(Repository.path("docs/conditions.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
