package io.backupaccess.gateway.ssh;

import java.time.Duration;
import org.apache.sshd.common.SshConstants;

/**
 * Bounds what a client that has logged in may have done by messages that carry no data, and how
 * often it may change keys.
 */
final class PeerMessages {
  /** A client that runs hundreds of commands a second on one connection stays below it. */
  private static final int MOST = 4000;

  private static final Duration INTERVAL = Duration.ofMillis(2);

  /** Changes of keys that nothing was sent for. */
  private static final int MOST_KEY_CHANGES = 16;

  private static final Duration KEY_CHANGE_INTERVAL = Duration.ofSeconds(10);

  /**
   * Data that a change of keys is right for: the smallest {@code RekeyLimit} in use is twice it.
   */
  private static final long DATA_PER_KEYS = 128 << 10;

  private final Allowance messages = new Allowance(MOST, INTERVAL, System.nanoTime());
  private final Allowance keyChanges =
      new Allowance(MOST_KEY_CHANGES, KEY_CHANGE_INTERVAL, System.nanoTime());

  /**
   * Whether the client may send this now.
   *
   * @param data bytes that went either way under the present keys
   */
  boolean allow(int message, long data) {
    if (message == SshConstants.SSH_MSG_KEXINIT) {
      return data >= DATA_PER_KEYS || keyChanges.take(System.nanoTime());
    }
    // The others of a change of keys are taken in their turn only.
    return isOfKeyExchange(message) || messages.take(System.nanoTime());
  }

  private static boolean isOfKeyExchange(int message) {
    return message == SshConstants.SSH_MSG_NEWKEYS
        || (message >= SshConstants.SSH_MSG_KEX_FIRST && message <= SshConstants.SSH_MSG_KEX_LAST);
  }

  /** The last message was data, or made room for data that had been sent. */
  void carriedData() {
    messages.giveBack();
  }
}
