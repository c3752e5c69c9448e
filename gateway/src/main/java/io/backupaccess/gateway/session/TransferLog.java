package io.backupaccess.gateway.session;

import io.backupaccess.gateway.sftp.SftpCounts;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.volume.VolumeName;
import io.backupaccess.gatewayconfig.PullRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The one line that each command leaves in the log. */
final class TransferLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.backupaccess.gateway.transfers");

  /**
   * rsync ends with these once the client has answered its last message: all was sent, but for what
   * could not be read (23) or has vanished meanwhile (24).
   */
  private static final Set<Integer> AT_THE_END = Set.of(0, 23, 24);

  private final Login login;
  private final Instant start;
  private final long began = System.nanoTime();

  /**
   * @param start by the clock of the gateway
   */
  TransferLog(Login login, Instant start) {
    this.login = login;
    this.start = start;
  }

  void refused(String rule, String message) {
    line().addKeyValue("rule", rule).addKeyValue("refusal", message).log("command refused");
  }

  /** Notes a pull, and gives the record that it ends in. */
  PullRecord pulled(
      PreparedPlaces transfer,
      Child child,
      PullCounts counts,
      int status,
      @Nullable String ending) {
    OptionalLong unreadable = counts.unreadable();
    PullRecord record =
        new PullRecord(
            login.keyName(),
            login.fingerprint().value(),
            login.source().getHostAddress(),
            names(transfer.touched()),
            names(transfer.wholes()),
            start,
            seconds(),
            child.sent(),
            counts.files(),
            unreadable.isPresent() ? unreadable.getAsLong() : null,
            status,
            AT_THE_END.contains(status));
    ended(transfer, child, status, ending)
        .addKeyValue("wholeVolumes", String.join(",", record.wholeVolumes()))
        .addKeyValue("files", record.files())
        .addKeyValue("unreadable", record.unreadable())
        .addKeyValue("completed", record.completed())
        .log("transfer ended");
    return record;
  }

  void pushed(PreparedPlaces transfer, Child child, int status, @Nullable String ending) {
    ended(transfer, child, status, ending).log("transfer ended");
  }

  private LoggingEventBuilder ended(
      PreparedPlaces transfer, Child child, int status, @Nullable String ending) {
    LoggingEventBuilder line =
        line()
            .addKeyValue("direction", transfer.direction().name().toLowerCase(Locale.ROOT))
            .addKeyValue("volumes", String.join(",", names(transfer.touched())))
            .addKeyValue("bytesSent", child.sent())
            .addKeyValue("bytesReceived", child.received())
            .addKeyValue("seconds", seconds())
            .addKeyValue("exitCode", status);
    return ending == null ? line : line.addKeyValue("ending", ending);
  }

  private static List<String> names(Collection<VolumeName> volumes) {
    return volumes.stream().map(VolumeName::value).sorted().toList();
  }

  private double seconds() {
    return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
  }

  void sftpEnded(List<VolumeName> volumes, SftpCounts counts, int status, @Nullable String ending) {
    LoggingEventBuilder line =
        line()
            .addKeyValue("volumes", String.join(",", names(volumes)))
            .addKeyValue("requests", counts.requests())
            .addKeyValue("files", counts.files())
            .addKeyValue("bytesSent", counts.bytes())
            .addKeyValue("seconds", seconds())
            .addKeyValue("exitCode", status);
    if (ending != null) {
      line = line.addKeyValue("ending", ending);
    }
    line.log("SFTP session ended");
  }

  private LoggingEventBuilder line() {
    return LOG.atInfo()
        .addKeyValue("key", login.keyName())
        .addKeyValue("fingerprint", login.fingerprint())
        .addKeyValue("source", login.source().getHostAddress());
  }
}
