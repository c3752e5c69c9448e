package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.command.WholeVolumes;
import io.backupaccess.gateway.sftp.SftpCounts;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Volume;
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
   * What a transfer reads or writes.
   *
   * @param wholes those of the volumes of which a pull reads everything
   */
  record Touched(Direction direction, List<VolumeName> volumes, Set<VolumeName> wholes) {
    static Touched of(Verdict.Accept accepted) {
      Invocation invocation = accepted.invocation();
      return new Touched(
          invocation.direction(),
          invocation.location().volumes().stream().map(Volume::name).toList(),
          WholeVolumes.of(accepted));
    }
  }

  /**
   * What was counted of a pull.
   *
   * @param unreadable null: unknown
   */
  record Counts(long files, @Nullable Long unreadable) {
    static final Counts NONE = new Counts(0, null);

    static Counts of(PullCounts counts) {
      OptionalLong unreadable = counts.unreadable();
      return new Counts(counts.files(), unreadable.isPresent() ? unreadable.getAsLong() : null);
    }
  }

  /**
   * How a transfer ended.
   *
   * @param ending why it was ended from outside; null: it was not
   */
  record Result(int status, @Nullable String ending) {}

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
  PullRecord pulled(Touched touched, Child child, Counts counts, Result result) {
    PullRecord record =
        new PullRecord(
            login.keyName(),
            login.fingerprint().value(),
            login.source().getHostAddress(),
            names(touched.volumes()),
            names(touched.wholes()),
            start,
            seconds(),
            child.sent(),
            counts.files(),
            counts.unreadable(),
            result.status(),
            AT_THE_END.contains(result.status()));
    ended(touched, child, result)
        .addKeyValue("wholeVolumes", String.join(",", record.wholeVolumes()))
        .addKeyValue("files", record.files())
        .addKeyValue("unreadable", record.unreadable())
        .addKeyValue("completed", record.completed())
        .log("transfer ended");
    return record;
  }

  void pushed(Touched touched, Child child, Result result) {
    ended(touched, child, result).log("transfer ended");
  }

  private LoggingEventBuilder ended(Touched touched, Child child, Result result) {
    LoggingEventBuilder line =
        line()
            .addKeyValue("direction", touched.direction().name().toLowerCase(Locale.ROOT))
            .addKeyValue("volumes", String.join(",", names(touched.volumes())))
            .addKeyValue("bytesSent", child.sent())
            .addKeyValue("bytesReceived", child.received())
            .addKeyValue("seconds", seconds())
            .addKeyValue("exitCode", result.status());
    return result.ending() == null ? line : line.addKeyValue("ending", result.ending());
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
