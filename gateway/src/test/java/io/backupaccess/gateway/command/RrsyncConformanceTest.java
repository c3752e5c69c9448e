package io.backupaccess.gateway.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every recorded command line, with the verdict that {@code rrsync -ro} 3.5.0 gave on it. Where we
 * differ on purpose, {@code rrsync-differences.tsv} says why.
 */
class RrsyncConformanceTest {
  private static final List<Difference> DIFFERENCES =
      Vectors.rows("rrsync-differences.tsv").stream()
          .map(row -> new Difference(row.get(0), row.get(1), row.get(2), row.get(3)))
          .toList();

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

  private static List<Row> rows() {
    return Vectors.rows("rrsync-ro-verdicts.tsv").stream()
        .map(
            row -> {
              Verdict verdict =
                  Volumes.CONFINED.decide(row.get(0).getBytes(ISO_8859_1), Volumes.root("data"));
              String ours = verdict instanceof Verdict.Refuse ? "REFUSE" : "ACCEPT";
              return new Row(row.get(0), row.get(2), ours, verdict);
            })
        .toList();
  }

  @Test
  void everyDifferenceFromRrsyncIsOneWeChose() {
    assertThat(rows().stream().filter(Row::differs))
        .filteredOn(row -> DIFFERENCES.stream().noneMatch(difference -> difference.covers(row)))
        .isEmpty();
  }

  @Test
  void everyChosenDifferenceOccursAndHasItsReason() {
    Map<Optional<Difference>, List<Row>> used =
        rows().stream()
            .filter(Row::differs)
            .collect(
                groupingBy(row -> DIFFERENCES.stream().filter(d -> d.covers(row)).findFirst()));
    assertThat(DIFFERENCES)
        .isNotEmpty()
        .allSatisfy(difference -> assertThat(difference.reason()).isNotBlank())
        .allSatisfy(difference -> assertThat(used).containsKey(Optional.of(difference)));
  }

  @Test
  void theRecordsAreComplete() {
    assertThat(rows()).hasSize(678);
    assertThat(Vectors.rows("rsync-argv-vectors.tsv")).hasSize(1731);
  }
}
