package io.backupaccess.gateway.command;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Grants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Our verdicts beside those of rrsync, and the differences that we chose. */
final class RrsyncComparison {
  private final List<Row> differing;
  private final List<Difference> differences;

  /**
   * Compares.
   *
   * @param verdicts pairs of a command and what rrsync said
   * @param grants what stands for rrsync's mode here
   * @param differences the rows of a file of differences
   */
  RrsyncComparison(List<List<String>> verdicts, Grants grants, List<List<String>> differences) {
    this.differing =
        verdicts.stream()
            .map(pair -> row(pair.get(0), pair.get(1), grants))
            .filter(Row::differs)
            .toList();
    this.differences =
        differences.stream()
            .map(row -> new Difference(row.get(0), row.get(1), row.get(2), row.get(3)))
            .toList();
  }

  /** A class of commands on which we give another verdict than rrsync. */
  private record Difference(String ours, String rrsync, String command, String reason) {
    boolean covers(Row row) {
      return ours.equals(row.ours())
          && Pattern.compile(rrsync, Pattern.DOTALL).matcher(row.rrsync()).matches()
          && Pattern.compile(command, Pattern.DOTALL).matcher(row.command()).matches();
    }
  }

  private record Row(String command, String rrsync, String ours, Verdict verdict) {
    boolean differs() {
      return ours.equals("ACCEPT") != rrsync.equals("ACCEPT");
    }
  }

  /** What a client sends whose command leaves its arguments to the stream. */
  private static final String STREAM = "rsync\0.\0.\0\0";

  private static Row row(String command, String rrsync, Grants grants) {
    Verdict verdict = Volumes.decide(Volumes.CONFINED, command, grants, STREAM);
    String ours = verdict instanceof Verdict.Refuse ? "REFUSE" : "ACCEPT";
    return new Row(command, rrsync, ours, verdict);
  }

  void assertEveryDifferenceIsOneWeChose() {
    assertThat(differing)
        .filteredOn(row -> differences.stream().noneMatch(difference -> difference.covers(row)))
        .isEmpty();
  }

  void assertEveryChosenDifferenceOccursAndHasItsReason() {
    Map<Optional<Difference>, List<Row>> used =
        differing.stream()
            .collect(
                groupingBy(row -> differences.stream().filter(d -> d.covers(row)).findFirst()));
    assertThat(differences)
        .isNotEmpty()
        .allSatisfy(difference -> assertThat(difference.reason()).isNotBlank())
        .allSatisfy(difference -> assertThat(used).containsKey(Optional.of(difference)));
  }
}
