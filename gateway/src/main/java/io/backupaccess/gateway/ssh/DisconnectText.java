package io.backupaccess.gateway.ssh;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** What a peer is told when the gateway disconnects. */
final class DisconnectText {
  static final String TOO_MUCH = "Too many messages, or too long";

  private DisconnectText() {}

  static String of(Throwable failure) {
    return of(failure instanceof SshException ours ? ours.getDisconnectCode() : 0);
  }

  static String of(int reason) {
    return switch (reason) {
      case SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED -> "Key exchange failed";
      case SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE ->
          "Too many authentication failures";
      case SshConstants.SSH2_DISCONNECT_ILLEGAL_USER_NAME -> "Change of user name is not allowed";
      case SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE -> "Service not available";
      case SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS -> "Too many connections of this key";
      case SshConstants.SSH2_DISCONNECT_BY_APPLICATION -> "Access ended";
      default -> "Protocol error or corrupt packet";
    };
  }
}
