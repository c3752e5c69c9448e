package io.backupaccess.gateway.command;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gateway.volume.Grants;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded command line, with the verdict that rrsync 3.5.0 gave on it in each of its modes.
 * Where we differ on purpose, {@code rrsync-differences.tsv} says why for pulls, and {@code
 * rrsync-wo-differences.tsv} for pushes.
 */
class RrsyncConformanceTest {

  /** A mode of rrsync, and the columns of its verdicts and of our differences. */
  record RrsyncMode(
      String flags, Access access, String verdicts, int column, List<List<String>> differences) {

    RrsyncComparison comparison() {
      return new RrsyncComparison(
          Vectors.rows(verdicts).stream()
              .map(row -> List.of(row.getFirst(), row.get(column)))
              .toList(),
          new Grants.Root(served("data", access)),
          differences);
    }

    @Override
    public String toString() {
      return "rrsync " + flags;
    }
  }

  static Stream<RrsyncMode> modes() {
    return Stream.of(
        new RrsyncMode(
            "-ro",
            Access.READ_ONLY,
            "rrsync-ro-verdicts.tsv",
            2,
            Vectors.rows("rrsync-differences.tsv")),
        pushes("-wo", 1, Change.DELETE, Change.OVERWRITE),
        pushes("-wo -no-del", 2, Change.OVERWRITE),
        pushes("-wo -no-overwrite", 3, Change.DELETE));
  }

  private static RrsyncMode pushes(String flags, int column, Change... changes) {
    return new RrsyncMode(
        flags,
        new Access(Mode.WRITE_ONLY, Set.of(changes)),
        "rrsync-wo-verdicts.tsv",
        column,
        Vectors.rows("rrsync-wo-differences.tsv").stream()
            .filter(row -> row.getFirst().equals(flags) || row.getFirst().equals("all"))
            .map(row -> row.subList(1, row.size()))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("modes")
  void everyDifferenceFromRrsyncIsOneWeChose(RrsyncMode mode) {
    mode.comparison().assertEveryDifferenceIsOneWeChose();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void everyChosenDifferenceOccursAndHasItsReason(RrsyncMode mode) {
    mode.comparison().assertEveryChosenDifferenceOccursAndHasItsReason();
  }

  @Test
  void theRecordsAreComplete() {
    assertThat(Vectors.rows("rrsync-ro-verdicts.tsv")).hasSize(678);
    assertThat(Vectors.rows("rsync-argv-vectors.tsv")).hasSize(1731);
    Set<String> withVerdict =
        Stream.of("rrsync-ro-verdicts.tsv", "rrsync-wo-verdicts.tsv")
            .flatMap(file -> Vectors.rows(file).stream().map(List::getFirst))
            .collect(toSet());
    assertThat(Vectors.rows("rsync-argv-vectors.tsv").stream().map(row -> row.get(2)))
        .filteredOn(command -> !withVerdict.contains(command))
        .allMatch(
            command -> Volumes.decide(command, Volumes.root("data")) instanceof Verdict.Accept)
        .hasSize(1);
    assertThat(Vectors.rows("rsync-secluded-args-vectors.tsv")).hasSize(85);
    assertThat(Vectors.rows("rsync-push-vectors.tsv")).hasSize(355);
    assertThat(Vectors.rows("rrsync-wo-verdicts.tsv")).hasSize(296);
  }
}
