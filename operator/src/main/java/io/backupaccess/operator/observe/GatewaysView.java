package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pods of gateways have said. To look is free: nobody waits for a gateway here. */
public interface GatewaysView {

  /**
   * What these pods have said up to now, by their uid; those that were asked nothing yet are asked
   * from now on. Each news of theirs causes a turn of the resource.
   *
   * @param pods all of the resource's that can be asked; others of it are asked no more
   * @param kept how far the status of the resource includes the records of pulls
   */
  Map<String, Heard> follow(ResourceID resource, List<Followed> pods, List<JournalStatus> kept);

  /** The same for pods with one token. */
  default Map<String, Heard> follow(
      ResourceID resource, List<GatewayPod> pods, String token, List<JournalStatus> kept) {
    return follow(
        resource,
        pods.stream().map(pod -> new Followed(pod, Followed.Of.GATEWAY, token)).toList(),
        kept);
  }

  /**
   * A pod and what its status port asks for.
   *
   * @param token withheld where this is printed
   */
  record Followed(GatewayPod pod, Of of, String token) {

    /** What the pod is. */
    public enum Of {
      GATEWAY,
      /** Its transfers are those of its gateway, which counts them. */
      READER
    }

    @Override
    public String toString() {
      return "Followed[" + pod + "]";
    }
  }

  /**
   * What one pod has said.
   *
   * @param status null: nothing that can be believed
   * @param pulls the records after those that the resource's status included; null: it did not say
   * @param at when it last had no records but these; null: that is not known
   * @param asked whether it has answered, or did not in time
   */
  record Heard(
      @Nullable GatewayStatus status,
      @Nullable PullPage pulls,
      @Nullable Instant at,
      boolean asked) {

    /** It is being asked for the first time. */
    public static final Heard NOTHING = new Heard(null, null, null, false);
  }
}
