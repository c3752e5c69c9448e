package io.backupaccess.operator.observe;

import io.backupaccess.gatewayconfig.PullPage;
import java.util.List;
import java.util.Set;

/**
 * What the pods of a gateway tell of pulls.
 *
 * @param told by those that answered
 * @param pods the names of those that there are, and which may tell more
 * @param silent whether one that runs has told nothing for a while
 * @param readToTheEnd the journals that a short while ago had no record left to read, while no
 *     transfer ran
 */
public record PullReport(
    List<Told> told, Set<String> pods, boolean silent, Set<String> readToTheEnd) {

  /** No pods. */
  public static final PullReport NOTHING = new PullReport(List.of(), Set.of(), false, Set.of());

  public PullReport {
    told = List.copyOf(told);
    pods = Set.copyOf(pods);
    readToTheEnd = Set.copyOf(readToTheEnd);
  }

  /** What one pod said. */
  public record Told(GatewayPod pod, PullPage page) {}

  /** Whether a pod has more records than it could tell at once. */
  public boolean full() {
    return told.stream().anyMatch(one -> one.page().records().size() >= PullPage.MOST);
  }

  /** Whether a pod tells its last records: it goes once they were acknowledged. */
  public boolean ending() {
    return told.stream().anyMatch(one -> one.pod().terminating());
  }
}
