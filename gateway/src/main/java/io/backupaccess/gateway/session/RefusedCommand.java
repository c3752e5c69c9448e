package io.backupaccess.gateway.session;

import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.ssh.Login;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalInt;

/** A command that is refused whatever it is. */
final class RefusedCommand extends ChannelTransfer {
  private final String message;

  /** A refusal with this message for the client. */
  RefusedCommand(Transfers transfers, Login login, Instant start, String message) {
    super(transfers, login, start);
    this.message = message;
  }

  @Override
  OptionalInt decide() throws IOException {
    return OptionalInt.of(refuse(message));
  }

  @Override
  public boolean isCoveredBy(Grant grant) {
    return true;
  }
}
