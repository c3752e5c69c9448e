package io.backupaccess.operator.exchange;

import io.backupaccess.gatewayconfig.GatewayCounters;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Adds up what the gateways of one resource count, so that another pod, or another process in one,
 * resets nothing. A pod that was there before this operator has counted for another one: what it
 * says first adds nothing.
 */
final class Tally {

  private final Set<String> before;
  private final Map<String, GatewayCounters> last = new HashMap<>();
  private Counted counted = Counted.NOTHING;

  /**
   * @param before the UIDs of the pods that there were when the resource was looked at first
   */
  Tally(Set<String> before) {
    this.before = before;
  }

  synchronized void add(String pod, GatewayCounters now) {
    GatewayCounters known = last.put(pod, now);
    if (known == null && before.contains(pod)) {
      return;
    }
    boolean same = known != null && known.process().equals(now.process());
    counted = counted.and(same ? known : null, now);
  }

  /** Forgets the pods that are gone, and keeps what they have counted. */
  synchronized void retain(Set<String> pods) {
    last.keySet().retainAll(pods);
  }

  synchronized Counted counted() {
    return counted;
  }
}
