package io.backupaccess.operator.plan;

import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.DeploymentState;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a new template takes the place of the running pods now, or waits for their transfers.
 *
 * @param timing when
 * @param since when the pod was first kept for its transfers; null: it was not
 */
record PodUpdate(Timing timing, @Nullable Instant since) {

  /** When a new template is rolled out. */
  enum Timing {
    NOW,
    /** When no transfer runs any more, or the longest wait is over. */
    LATER,
    /** Whether transfers run is not known yet, and will be in a moment. */
    UNDECIDED
  }

  static final String WAITS_SINCE = "backupaccess.io/update-waits-since";

  private static final String TEMPLATE = "backupaccess.io/template";
  private static final String RIGHTS = "backupaccess.io/rights";
  static final PodUpdate AT_ONCE = new PodUpdate(Timing.NOW, null);

  /** The template, marked so that a pod tells which one it was made of. */
  static PodTemplateSpec marked(PodTemplateSpec template) {
    var annotations = new TreeMap<>(template.getMetadata().getAnnotations());
    annotations.put(TEMPLATE, digest(template));
    annotations.put(RIGHTS, digest(rights(template)));
    return new PodTemplateSpecBuilder(template)
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  /**
   * The template without what takes no right away when it changes. What is not named here counts as
   * a right.
   */
  private static PodTemplateSpec rights(PodTemplateSpec template) {
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .withNodeSelector(null)
        .withAffinity(null)
        .withTolerations()
        .withPriorityClassName(null)
        .withImagePullSecrets()
        .withTerminationGracePeriodSeconds(null)
        .editFirstContainer()
        .withImage(null)
        .withImagePullPolicy(null)
        .withResources(null)
        .withStartupProbe(null)
        .withReadinessProbe(null)
        .withLivenessProbe(null)
        .endContainer()
        .endSpec()
        .build();
  }

  private static String digest(PodTemplateSpec template) {
    return Names.hash(Serialization.asJson(template)).substring(0, 32);
  }

  /**
   * Decides. Once a pod of the template is there, the others go; and while any pod has other
   * rights, nothing waits.
   *
   * @param wanted marked
   * @param maxWait the longest wait
   */
  static PodUpdate of(PodTemplateSpec wanted, GatewayState state, Duration maxWait, Instant now) {
    List<GatewayPod> running =
        state.pods().stream().filter(pod -> pod.running() && !pod.terminating()).toList();
    List<GatewayPod> outdated = running.stream().filter(pod -> !madeOf(wanted, pod)).toList();
    boolean begun = state.newestPod().filter(pod -> madeOf(wanted, pod)).isPresent();
    if (begun || outdated.isEmpty() || !running.stream().allMatch(pod -> grants(wanted, pod))) {
      return AT_ONCE;
    }
    Instant since = since(state.deployment(), now);
    boolean over = !now.isBefore((since == null ? now : since).plus(maxWait));
    if (over) {
      return new PodUpdate(Timing.NOW, since);
    }
    if (state.unheard()) {
      return new PodUpdate(Timing.UNDECIDED, since);
    }
    return outdated.stream().anyMatch(pod -> mayHaveTransfers(pod, state))
        ? new PodUpdate(Timing.LATER, since == null ? now : since)
        : new PodUpdate(Timing.NOW, since);
  }

  private static boolean madeOf(PodTemplateSpec wanted, GatewayPod pod) {
    return marked(TEMPLATE, wanted, pod);
  }

  /** Whether the pod has the same rights. */
  private static boolean grants(PodTemplateSpec wanted, GatewayPod pod) {
    return marked(RIGHTS, wanted, pod);
  }

  private static boolean marked(String mark, PodTemplateSpec wanted, GatewayPod pod) {
    return Objects.equals(
        wanted.getMetadata().getAnnotations().get(mark), pod.annotations().get(mark));
  }

  /** A pod that serves and does not answer may have some. */
  private static boolean mayHaveTransfers(GatewayPod pod, GatewayState state) {
    return state.report(pod).map(report -> report.sessions() > 0).orElse(pod.ready());
  }

  private static @Nullable Instant since(@Nullable DeploymentState deployment, Instant now) {
    String remembered = deployment == null ? null : deployment.annotations().get(WAITS_SINCE);
    try {
      Instant since = remembered == null ? null : Instant.parse(remembered);
      return since != null && since.isAfter(now) ? now : since;
    } catch (DateTimeException e) {
      return null;
    }
  }

  boolean waits() {
    return timing == Timing.LATER;
  }

  /** Until when it waits; null: it does not. */
  @Nullable Instant until(Duration maxWait) {
    return waits() && since != null ? since.plus(maxWait) : null;
  }
}
