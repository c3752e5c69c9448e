package io.backupaccess.gateway.confine;

import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import java.util.List;
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

  /** Whether pulls are confined in every layer. */
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
