package io.backupaccess.gateway.session;

import io.backupaccess.gateway.config.ExportName;
import io.backupaccess.gateway.ssh.Login;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The one line that each command leaves in the log. */
final class TransferLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.backupaccess.gateway.transfers");

  private final Login login;
  private final long began = System.nanoTime();

  TransferLog(Login login) {
    this.login = login;
  }

  void refused(String rule, String message) {
    line().addKeyValue("rule", rule).addKeyValue("refusal", message).log("command refused");
  }

  void ended(Preparation transfer, Child child, int status, @Nullable String ending) {
    LoggingEventBuilder line =
        line()
            .addKeyValue("direction", transfer.direction().name().toLowerCase(Locale.ROOT))
            .addKeyValue(
                "exports",
                transfer.touched().keySet().stream()
                    .map(ExportName::value)
                    .collect(Collectors.joining(",")))
            .addKeyValue("bytesSent", child.sent())
            .addKeyValue("bytesReceived", child.received())
            .addKeyValue("seconds", Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0)
            .addKeyValue("exitCode", status);
    if (ending != null) {
      line = line.addKeyValue("ending", ending);
    }
    line.log("transfer ended");
  }

  private LoggingEventBuilder line() {
    return LOG.atInfo()
        .addKeyValue("key", login.keyName())
        .addKeyValue("fingerprint", login.fingerprint())
        .addKeyValue("source", login.source().getHostAddress());
  }
}
