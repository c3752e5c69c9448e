package io.backupaccess.operator.metrics;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;

/**
 * The metrics that are read off the resources, the gateways and this operator at each scrape, in
 * the order of the manual.
 */
public enum Metric {
  LAST_SUCCESS(
      Type.GAUGE,
      "last_success_timestamp_seconds",
      Of.PAIR,
      "When the last pull of the whole volume began that left nothing out. Absent: none yet."),
  SUCCESS_AGE_RATIO(
      Type.GAUGE,
      "success_age_ratio",
      Of.PAIR,
      "Age of the last success, divided by `spec.freshness.maxAge`: above 1 it is too old. Where"
          + " there is none yet, the age of the resource counts. Absent: no `maxAge` is set, the key"
          + " has expired, or the volume can only be written to."),
  LAST_PULL(
      Type.GAUGE,
      "last_pull_timestamp_seconds",
      Of.PAIR,
      "When the last rsync that read the volume began: a listing, and one that failed, too."),
  LAST_PULL_DURATION(
      Type.GAUGE, "last_pull_duration_seconds", Of.PAIR, "How long that rsync took."),
  LAST_PULL_BYTES(
      Type.GAUGE,
      "last_pull_bytes",
      Of.PAIR,
      "Bytes that it sent to the client, of all volumes of that pull together."),
  LAST_PULL_FILES(
      Type.GAUGE,
      "last_pull_files",
      Of.PAIR,
      "Files whose contents it sent, of all volumes of that pull together."),
  LAST_PULL_UNREADABLE(
      Type.GAUGE,
      "last_pull_unreadable_files",
      Of.PAIR,
      "Files and folders that it could not read. Absent: not known."),
  LAST_PULL_EXIT_CODE(
      Type.GAUGE,
      "last_pull_exit_code",
      Of.PAIR,
      "Exit code of rsync at the gateway; 0: without an error."),
  CONDITION(
      Type.GAUGE,
      "condition",
      Of.CONDITION,
      "1 for each [condition](conditions.md) of the resource, with its status (`True`, `False` or"
          + " `Unknown`) and reason."),
  MAX_AGE(Type.GAUGE, "max_age_seconds", Of.ACCESS, "`spec.freshness.maxAge`. Absent: not set."),
  VOLUME_SERVED(
      Type.GAUGE, "volume_served", Of.VOLUME, "1 while clients can use the volume, else 0."),
  VOLUME_PLACE(
      Type.GAUGE,
      "volume_place",
      Of.PLACE,
      "1, with the node of the gateway's pod that has the claim mounted. Absent: there is none."),
  KEY_ACCEPTED(
      Type.GAUGE, "key_accepted", Of.KEY, "1 while the entry of `spec.keys` is in force, else 0."),
  KEY_EXPIRATION(
      Type.GAUGE,
      "key_expiration_timestamp_seconds",
      Of.KEY,
      "When the entry of `spec.keys`, a key or an authority of certificates, expires. Absent: never."
          + " Of times in the lines of Secrets, the condition KeysCurrent tells."),
  HOST_KEY_CREATED(
      Type.GAUGE,
      "host_key_created_timestamp_seconds",
      Of.ACCESS,
      "When the Secret of the host key in use was made. Absent: the operator did not make it."),
  RECORDS_LOST(
      Type.GAUGE,
      "records_lost_timestamp_seconds",
      Of.ACCESS,
      "When it was last noticed that records of pulls may have been lost. Absent: never."),
  RUNNING_TRANSFERS(
      Type.GAUGE,
      "running_transfers",
      Of.ACCESS,
      "Transfers that run now, as the gateway's pods tell."),
  SENT(
      Type.COUNTER,
      "transfer_sent_bytes",
      Of.ACCESS,
      "Bytes that transfers sent to clients, running ones too."),
  RECEIVED(
      Type.COUNTER,
      "transfer_received_bytes",
      Of.ACCESS,
      "Bytes that transfers by rsync received of clients."),
  LOGINS(
      Type.COUNTER,
      "logins",
      Of.ACCESS,
      "Connections whose clients proved to have an accepted key."),
  REFUSALS(
      Type.COUNTER,
      "refusals",
      Of.REFUSAL,
      "What gateways refused, by class: see [below](#classes-of-refusals)."),
  SOURCES_REFUSED(
      Type.COUNTER,
      "sources_refused",
      Of.ACCESS,
      "How often a source address began to be refused for a while, because it failed too often."),
  RELOADS(
      Type.COUNTER,
      "configuration_reloads",
      Of.ACCESS,
      "Changes of the configuration that gateways put in force."),
  RESOURCES(
      Type.GAUGE, "resources", Of.READY, "Resources, by the status of their condition Ready."),
  LEADER(
      Type.GAUGE,
      "operator_leader",
      Of.OPERATOR,
      "1 while this operator is the one that works, else 0."),
  WATCHES(Type.GAUGE, "operator_watches", Of.WATCH, "Informers, by what they watch."),
  WATCHES_RUNNING(
      Type.GAUGE,
      "operator_watches_running",
      Of.WATCH,
      "Those of them that have their first list and go on.");

  private final Type type;
  private final String shortName;
  private final Of of;
  private final String help;

  Metric(Type type, String shortName, Of of, String help) {
    this.type = type;
    this.shortName = shortName;
    this.of = of;
    this.help = help;
  }

  /** What its values are. */
  public enum Type {
    GAUGE,
    /** It only grows; another operator begins at 0. */
    COUNTER
  }

  /** What one series of it is of, by its labels. */
  public enum Of {
    OPERATOR(""),
    READY("ready"),
    WATCH("source"),
    ACCESS("namespace access"),
    KEY("namespace access key"),
    VOLUME("namespace access volume"),
    PAIR("namespace access key volume"),
    PLACE("namespace access volume node"),
    REFUSAL("namespace access class"),
    CONDITION("namespace access type status reason");

    private final String labels;

    Of(String labels) {
      this.labels = labels;
    }

    /** The names of the labels. */
    public List<String> labels() {
      return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
    }
  }

  /** What its values are. */
  public Type type() {
    return type;
  }

  /** What one series of it is of. */
  public Of of() {
    return of;
  }

  MetricMetadata metadata() {
    return new MetricMetadata("backupaccess_" + shortName, help);
  }

  /** As Prometheus knows it. */
  public String metricName() {
    return "backupaccess_" + shortName + (type == Type.COUNTER ? "_total" : "");
  }

  /** What it says, in Markdown. */
  public String help() {
    return help;
  }
}
