package io.backupaccess.gateway.ssh;

import io.backupaccess.gatewayconfig.Refusal;
import java.util.Map;

/**
 * What a door has counted since it was made.
 *
 * @param logins connections that have logged in
 * @param refusals connections and keys
 * @param sourcesRefused how often a source began to be refused
 */
public record DoorCounts(long logins, Map<Refusal, Long> refusals, long sourcesRefused) {

  /** Of a door that has no strangers. */
  public static final DoorCounts NONE = new DoorCounts(0, Map.of(), 0);
}
