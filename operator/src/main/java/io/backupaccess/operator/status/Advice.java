package io.backupaccess.operator.status;

import java.util.List;
import java.util.regex.Pattern;

/** What to do about what Kubernetes says of the gateway's pod. */
final class Advice {

  /** The first that fits what is said decides. */
  private record Rule(Pattern said, String advice) {
    Rule(String said, String advice) {
      this(Pattern.compile(said, Pattern.DOTALL), advice);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "Unschedulable: .*",
              "no node takes the pod: its claims, and spec.pods.nodeSelector, tolerations,"
                  + " affinity and resources say which may"),
          new Rule(
              "(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable)\\b.*",
              "the image is a setting of the operator (gateway.image of its chart); name Secrets"
                  + " that its registry asks for in spec.pods.imagePullSecrets"),
          new Rule(
              "FailedAttachVolume: .*Multi-Attach.*",
              "another node has the volume: it comes here when no pod uses it there"),
          new Rule(
              "Failed(AttachVolume|Mount|MapVolume): .*",
              "the node cannot mount a volume: the claim's storage driver says more in its log; to"
                  + " serve the other volumes meanwhile, take this one out of spec.volumes"),
          new Rule(
              "FailedCreatePodSandBox: .*",
              "the node's container runtime or network failed: see the node's Events"),
          new Rule(
              "FailedCreate: .*violates PodSecurity.*",
              "spec.files.privilege Restricted fits every level of pod security,"
                  + " ReadAllBaseline fits baseline, and ReadAll needs privileged"),
          new Rule(
              "FailedCreate: .*exceeded quota.*",
              "raise the namespace's quota, or ask for less in spec.pods.resources"),
          new Rule("FailedCreate: .*PriorityClass.*", "correct spec.pods.priorityClassName"),
          new Rule("CrashLoopBackOff\\b.*", "the gateway's log says why it ended: kubectl logs"));

  private Advice() {}

  /** What is said, and what to do about it, if that is known. */
  static String with(String said) {
    return RULES.stream()
        .filter(rule -> rule.said().matcher(said).matches())
        .findFirst()
        .map(rule -> said + "; " + rule.advice())
        .orElse(said);
  }
}
