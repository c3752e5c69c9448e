package io.backupaccess.gatewayconfig;

import java.util.Map;

/**
 * What one process of a gateway has counted since it began. Each count only grows. A reader bounds
 * and validates them, as all of {@link GatewayStatus}.
 *
 * @param process 32 hexadecimal digits; the counts of another process begin at 0
 * @param bytesSent to clients, by transfers
 * @param bytesReceived of clients of rsync, by transfers
 * @param logins connections that have proved that they have an accepted key
 * @param refusals by {@link Refusal#label()}; a class that is absent is 0
 * @param sourcesRefused how often a source began to be refused because it failed too often
 * @param reloads changes of the configuration that were put in force
 */
public record GatewayCounters(
    String process,
    long bytesSent,
    long bytesReceived,
    long logins,
    Map<String, Long> refusals,
    long sourcesRefused,
    long reloads) {

  public GatewayCounters {
    refusals = refusals == null ? Map.of() : refusals;
  }
}
