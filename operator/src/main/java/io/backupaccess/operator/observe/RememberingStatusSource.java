package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.gatewayconfig.PullPage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Falls back on what the same pod said before: one answer that is late does not make a gateway that
 * serves look as if it did not. Whether it still serves is for its probes to say.
 */
public final class RememberingStatusSource implements StatusSource {

  private static final int MAX_PODS = 20_000;

  private final StatusSource source;
  private final Map<String, GatewayStatus> lastByPodUid = BoundedMap.of(MAX_PODS);

  public RememberingStatusSource(StatusSource source) {
    this.source = source;
  }

  @Override
  public Optional<GatewayStatus> read(GatewayPod pod, String token) {
    Optional<GatewayStatus> answer = source.read(pod, token);
    answer.ifPresent(status -> lastByPodUid.put(pod.uid(), status));
    return answer.or(() -> Optional.ofNullable(lastByPodUid.get(pod.uid())));
  }

  @Override
  public boolean end(GatewayPod pod, String token, Ending why) {
    return source.end(pod, token, why);
  }

  @Override
  public boolean enforce(GatewayPod pod, String token, String configuration) {
    return source.enforce(pod, token, configuration);
  }

  @Override
  public Optional<PullPage> pulls(GatewayPod pod, String token, @Nullable JournalStatus kept) {
    return source.pulls(pod, token, kept);
  }
}
