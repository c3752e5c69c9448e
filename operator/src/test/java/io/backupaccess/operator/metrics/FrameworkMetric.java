package io.backupaccess.operator.metrics;

import java.util.Locale;

/** What the manual says of metrics that libraries name. */
public enum FrameworkMetric {
  API_REQUESTS(
      "backupaccess_operator_api_request_seconds",
      "histogram",
      "method status",
      "Requests to the API server, with the time until the answer began; `status` is `2xx` to `5xx`, or `none`"
          + " where no answer came."),
  API_REQUESTS_MAX(
      "backupaccess_operator_api_request_seconds_max",
      "gauge",
      "method status",
      "The longest of the last minutes."),
  STARTED(
      "operator_sdk_reconciliations_started_total",
      "counter",
      "reconciliations_retries_number",
      "Turns of the reconcile loop; the label is `1+` for retries, else `0`."),
  SUCCESS("operator_sdk_reconciliations_success_total", "counter", "", "Turns that succeeded."),
  FAILED(
      "operator_sdk_reconciliations_failed_total",
      "counter",
      "exception reconciliations_retries_number",
      "Turns that failed."),
  EXECUTIONS(
      "operator_sdk_reconciliations_executions_backupaccessreconciler",
      "gauge",
      "",
      "Turns that are taken now."),
  QUEUE(
      "operator_sdk_reconciliations_queue_size_backupaccessreconciler",
      "gauge",
      "",
      "Resources that wait for a turn."),
  EVENTS(
      "operator_sdk_events_received_total",
      "counter",
      "event action",
      "Changes and news that caused a turn."),
  DELETIONS("operator_sdk_events_delete_total", "counter", "", "Resources that were deleted."),
  DURATION(
      "operator_sdk_controllers_execution_reconcile_seconds",
      "histogram",
      "",
      "How long turns took."),
  DURATION_MAX(
      "operator_sdk_controllers_execution_reconcile_seconds_max",
      "gauge",
      "",
      "The longest of the last minutes."),
  OUTCOMES(
      "operator_sdk_controllers_execution_reconcile_success_total",
      "counter",
      "type",
      "Turns by whether they wrote the status (`status`) or not (`resource`)."),
  EXCEPTIONS(
      "operator_sdk_controllers_execution_reconcile_failure_total",
      "counter",
      "exception",
      "Turns that failed, by the class of the exception.");

  private final String metricName;
  private final String type;
  private final String labels;
  private final String help;

  FrameworkMetric(String metricName, String type, String labels, String help) {
    this.metricName = metricName;
    this.type = type;
    this.labels = labels;
    this.help = help;
  }

  /** As Prometheus knows it. */
  public String metricName() {
    return metricName;
  }

  String type() {
    return type.toLowerCase(Locale.ROOT);
  }

  String labels() {
    return labels;
  }

  String help() {
    return help;
  }
}
