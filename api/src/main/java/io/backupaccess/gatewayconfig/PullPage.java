package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /v1/pulls} at the gateway's status port: records of pulls that wait to
 * be read. A reader bounds and validates it: a gateway may be compromised.
 *
 * @param journal what the sequence numbers belong to, 32 hexadecimal digits; another journal begins
 *     where the gateway could not read its former one, such as in a new pod
 * @param acknowledged the last record that was acknowledged; 0: none
 * @param lost how many records this journal has lost, because nobody read them in time or because
 *     they were damaged
 * @param running transfers that ran when the records were read; they will have records, too
 * @param records in the order of their sequence, the oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PullPage(
    String journal, long acknowledged, long lost, int running, List<Entry> records) {

  /** The most records of one answer. */
  public static final int MOST = 100;

  /** Turns an absent list into an empty one. */
  public PullPage(
      String journal, long acknowledged, long lost, int running, @Nullable List<Entry> records) {
    this.journal = journal;
    this.acknowledged = acknowledged;
    this.lost = lost;
    this.running = running;
    this.records = records == null ? List.of() : records;
  }

  /** The same of a gateway that has heard since which records it may forget. */
  public PullPage acknowledgedUpTo(long sequence) {
    return new PullPage(journal, sequence, lost, running, records);
  }

  /**
   * One record.
   *
   * @param sequence from 1 on
   */
  public record Entry(long sequence, PullRecord pull) {}
}
