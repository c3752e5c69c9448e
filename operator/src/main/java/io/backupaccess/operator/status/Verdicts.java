package io.backupaccess.operator.status;

import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.apply.Rejection;
import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.ReaderState;
import io.backupaccess.operator.observe.Readers;
import io.backupaccess.operator.plan.GatewayPlan;
import io.backupaccess.operator.plan.Operation;
import io.backupaccess.operator.plan.PlannedKey;
import io.backupaccess.operator.plan.PlannedReader;
import io.backupaccess.operator.plan.PlannedVolume;
import io.backupaccess.operator.plan.Problem;
import io.backupaccess.operator.status.Verdict.Fine;
import io.backupaccess.operator.status.Verdict.Open;
import io.backupaccess.operator.status.Verdict.Wrong;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges a plan and what became of it. */
final class Verdicts {

  private final GatewayPlan plan;
  private final GatewayState state;
  private final Readers readers;
  private final List<Rejection> rejections;
  private final Instant now;

  Verdicts(
      GatewayPlan plan,
      GatewayState state,
      Readers readers,
      List<Rejection> rejections,
      Instant now) {
    this.readers = readers;
    this.now = now;
    this.plan = plan;
    this.state = state;
    this.rejections = rejections;
  }

  /** Of the spec by itself. */
  Verdict accepted() {
    return entries(problem -> !problem.ofReference(), "Accepted", "every entry is in force");
  }

  /** Of what the spec refers to, but for the claims of volumes. */
  Verdict resolvedRefs() {
    return entries(
        Problem::ofReference, "ResolvedRefs", "every Secret that is referred to can be used");
  }

  private Verdict entries(Predicate<Problem> which, String reason, String fine) {
    List<Problem> problems = plan.problems().stream().filter(which).toList();
    if (problems.isEmpty()) {
      return new Fine(reason, fine);
    }
    String message = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    return new Wrong(problems.getFirst().reason(), message + "; the rest is in force");
  }

  /** What is planned counts once a pod has said that it serves it. */
  Verdict volumesReady(ServedVolumes served) {
    List<String> refused = new ArrayList<>();
    List<String> limited = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    List<String> starting = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (PlannedVolume volume : plan.volumes()) {
      switch (volume) {
        case PlannedVolume.NotServed not -> {
          // They come first.
          problems.add(refused.size(), not.problem());
          refused.add(not.name() + ": " + not.problem().message());
        }
        case PlannedVolume.Served planned -> {
          Problem problem = planned.problem();
          if (problem != null) {
            problems.add(problem);
            limited.add(planned.name() + ": " + problem.message());
          }
          if (served.pod(planned).isEmpty()) {
            Optional<ReaderWait> wait = served.wait(planned);
            if (wait.isEmpty()) {
              waiting.add(planned.name());
            } else if (wait.get().progress() == ReaderWait.Progress.STARTING) {
              starting.add(planned.name() + ": " + wait.get().message());
            } else {
              problems.add(refused.size(), wait.get().problem());
              refused.add(planned.name() + ": " + wait.get().message());
            }
          }
        }
      }
    }
    List<String> pending = new ArrayList<>(starting);
    if (!waiting.isEmpty()) {
      pending.add(
          "no ready pod of the gateway has said yet that it has " + String.join(", ", waiting));
    }
    if (problems.isEmpty()) {
      return pending.isEmpty()
          ? new Fine("VolumesServed", "every volume is served")
          : new Open(
              waiting.isEmpty() ? ReaderWait.REASON : ServedVolumes.NOT_CONFIRMED.reason(),
              String.join("; ", pending));
    }
    if (!refused.isEmpty()) {
      refused.add(
          pending.isEmpty()
              ? "the gateway refuses these volumes by name and serves the others"
              : "the gateway refuses these volumes by name");
    }
    return new Wrong(
        problems.getFirst().reason(),
        Stream.of(refused, limited, pending)
            .flatMap(List::stream)
            .collect(Collectors.joining("; ")));
  }

  Verdict gatewayReady() {
    if (rejections.isEmpty()) {
      return operation();
    }
    String messages = rejections.stream().map(Rejection::message).collect(Collectors.joining("; "));
    return new Wrong(
        rejections.getFirst().reason(),
        rejections.stream().allMatch(Rejection::ofPod)
            ? operation().message() + "; " + messages
            : messages);
  }

  private Verdict operation() {
    return switch (plan.operation()) {
      case Operation.Stopped(String reason, String message) -> new Wrong(reason, message);
      case Operation.LeftAsIs(String reason, String message) -> new Wrong(reason, message);
      case Operation.Runs runs -> running();
    };
  }

  private Verdict running() {
    Optional<GatewayPod> pod = state.newestPod();
    GatewayStatus report = state.report();
    if (report != null && report.confinement().message() != null && !settled()) {
      return new Wrong(
          "SelfTestFailed",
          "the gateway's self-test of its confinement failed: " + report.confinement().message());
    }
    if (!settled()) {
      return pod.map(GatewayPod::waiting)
          .or(() -> Optional.ofNullable(state.deployment()).map(DeploymentState::refused))
          .<Verdict>map(waiting -> new Wrong(reasonOf(waiting), Advice.with(waiting)))
          .or(this::waitingForTransfers)
          .orElseGet(() -> new Wrong("GatewayStarting", "the gateway's pod is not ready yet"));
    }
    if (report == null) {
      return new Wrong(
          "StatusUnknown",
          "the gateway runs, and its status port does not answer the operator; a network policy"
              + " of the cluster may be in the way");
    }
    if (!report.configurationDigest().equals(plan.configurationDigest())) {
      return new Wrong("ConfigurationPending", pending("the gateway", report));
    }
    Optional<Verdict> reader = readerPending();
    if (reader.isPresent()) {
      return reader.get();
    }
    if (!report.problems().isEmpty()) {
      return new Wrong("EntriesRefused", problems(report));
    }
    String trusted = report.confinement().message();
    String serving =
        trusted == null
            ? "the gateway serves the configuration of this resource"
            : "the gateway serves without full confinement and trusts the volumes' owners: "
                + trusted;
    return new Fine(
        "Serving",
        plan.updateAt() == null
            ? serving
            : serving
                + "; a new pod takes its place when no transfer runs, at %s at the latest (spec.pods.updatePolicy)"
                    .formatted(plan.updateAt().truncatedTo(ChronoUnit.SECONDS)));
  }

  /** Where the claims may not be mounted twice, the old pod's transfers come before the new pod. */
  private Optional<Verdict> waitingForTransfers() {
    GatewayStatus report = state.report();
    if (report == null || report.sessions() == 0) {
      return Optional.empty();
    }
    return state
        .drainingPod()
        .flatMap(
            pod ->
                Optional.ofNullable(pod.end())
                    .filter(end -> now.isBefore(end.due()))
                    .map(end -> waitingForTransfers(report, pod.name(), end.due())));
  }

  private static Verdict waitingForTransfers(GatewayStatus report, String pod, Instant due) {
    return new Wrong(
        "WaitingForTransfers",
        ("the new pod starts when pod %s has ended, because the access modes of the claims do not"
                + " allow both at once: it has %d %s of %s and ends them at %s at the latest"
                + " (spec.server.drainTimeout)")
            .formatted(
                pod,
                report.sessions(),
                report.sessions() == 1 ? "transfer" : "transfers",
                report.pulling().isEmpty()
                    ? "some key"
                    : "key " + String.join(", ", report.pulling()),
                due));
  }

  private boolean settled() {
    DeploymentState deployment = state.deployment();
    return deployment != null && (deployment.settled() || keptForTransfers(deployment));
  }

  private boolean keptForTransfers(DeploymentState deployment) {
    return deployment.paused()
        && plan.updateAt() != null
        && state.newestPod().filter(GatewayPod::ready).isPresent();
  }

  /** A reader with an older configuration may let in who was revoked. */
  private Optional<Verdict> readerPending() {
    for (PlannedReader planned : plan.readers()) {
      GatewayState reader =
          readers.find(planned.id()).map(ReaderState::state).orElse(GatewayState.NOTHING);
      GatewayStatus report = reader.report();
      Optional<GatewayPod> pod = reader.newestPod().filter(GatewayPod::ready);
      if (planned.planned()
          && report != null
          && pod.isPresent()
          && !report.configurationDigest().equals(planned.digest())) {
        return Optional.of(
            new Wrong(
                "ConfigurationPending", pending("the reader in pod " + pod.get().name(), report)));
      }
    }
    return Optional.empty();
  }

  private String pending(String who, GatewayStatus report) {
    Set<String> granted =
        plan.keys().stream()
            .map(PlannedKey::fingerprints)
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    List<String> revoked =
        report.fingerprints().stream().filter(print -> !granted.contains(print)).toList();
    String message = who + " has not taken the newest configuration yet";
    return revoked.isEmpty()
        ? message
        : message + "; it still accepts " + String.join(", ", revoked);
  }

  private static String problems(GatewayStatus report) {
    return report.problems().stream()
        .map(
            problem ->
                problem.field().isEmpty()
                    ? problem.message()
                    : problem.field() + ": " + problem.message())
        .collect(
            Collectors.joining("; ", "the gateway refuses entries of its configuration: ", ""));
  }

  /** A waiting reason is one CamelCase word before a colon; anything else gets a reason of ours. */
  private static String reasonOf(String waiting) {
    int colon = waiting.indexOf(':');
    String reason = colon < 0 ? waiting : waiting.substring(0, colon);
    return reason.matches("[A-Za-z]{1,64}") ? reason : "GatewayStarting";
  }
}
