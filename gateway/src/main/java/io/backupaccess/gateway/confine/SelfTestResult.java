package io.backupaccess.gateway.confine;

import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the self-test found.
 *
 * @param landlockAbi the version of Landlock's interface in use; 0: none
 * @param layers what was proven: {@code landlock}, {@code seccomp}, {@code no-new-privileges}
 * @param message why the test failed; null: every layer holds
 */
public record SelfTestResult(int landlockAbi, List<String> layers, @Nullable String message) {

  /** Copies the list. */
  public SelfTestResult {
    layers = List.copyOf(layers);
  }

  /** What two tests prove together. */
  SelfTestResult and(SelfTestResult other) {
    String both =
        Stream.of(message, other.message)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return new SelfTestResult(
        Math.min(landlockAbi, other.landlockAbi),
        layers.stream().filter(other.layers::contains).toList(),
        both.isEmpty() ? null : both);
  }

  /** Whether transfers are confined in every layer. */
  public boolean passed() {
    return message == null;
  }

  /** Whether Landlock holds, which the options that follow symbolic links need. */
  public boolean landlockProven() {
    return layers.contains("landlock");
  }

  /** The result as the status API reports it. */
  public ConfinementStatus status() {
    return new ConfinementStatus(landlockAbi, layers, message);
  }
}
