package io.backupaccess.architecture;

import io.backupaccess.kubeapi.Repository;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table of {@code docs/architecture.md}: a row for each package, with its name, what it is for,
 * the packages that it may use and what else it may touch; a dash stands for nothing.
 */
final class MapTable {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private MapTable() {}

  /** The table of a section, by the names of packages, as it stands there. */
  static SequencedMap<String, Uses> under(String heading) {
    SequencedMap<String, Uses> table = new LinkedHashMap<>();
    section(heading)
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells ->
                table.put(
                    codes(cells[1]).findFirst().orElseThrow(),
                    Uses.of(codes(cells[3]), words(cells[4]))));
    return table;
  }

  private static Stream<String> section(String heading) {
    List<String> lines = Sources.text(Repository.path("docs/architecture.md")).lines().toList();
    int first = lines.indexOf("### " + heading) + 1;
    if (first == 0) {
      throw new IllegalStateException("docs/architecture.md has no section " + heading);
    }
    return lines.subList(first, lines.size()).stream().takeWhile(line -> !line.startsWith("#"));
  }

  private static Stream<String> codes(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1));
  }

  private static Stream<String> words(String cell) {
    return Arrays.stream(cell.split(",")).map(String::strip).filter(word -> !word.equals("–"));
  }
}
