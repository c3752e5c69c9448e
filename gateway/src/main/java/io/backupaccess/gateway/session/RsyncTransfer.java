package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.ssh.ChannelOutput;
import io.backupaccess.gateway.ssh.ChannelOutput.Pace;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command of a client, from the request to the record of how it ended. */
final class RsyncTransfer extends ChannelTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(RsyncTransfer.class);

  /** How long a client has for sending its arguments in the stream. */
  private static final Duration ARGUMENTS = Duration.ofSeconds(10);

  /** rsync's own exit status where not everything was sent. */
  private static final int PARTIAL = 23;

  private final RsyncService rsync;
  private final byte[] command;

  // Guarded by this.
  private List<Volume> touched = List.of();
  private Direction direction = Direction.PULL;

  RsyncTransfer(
      Transfers transfers, Login login, Instant start, RsyncService rsync, byte[] command) {
    super(transfers, login, start);
    this.rsync = rsync;
    this.command = command;
  }

  @Override
  OptionalInt decide() throws IOException, InterruptedException {
    Optional<Grant> grant = transfers.grant(login);
    if (grant.isEmpty()) {
      return OptionalInt.of(refuse(AccessEnder.REASON));
    }
    Grants grants = grant.get().volumes();
    SecludedInput input = new SecludedInput(in, ARGUMENTS);
    Verdict verdict = rsync.policy().decide(command, grants, input);
    in = input.rest();
    return switch (verdict) {
      case Verdict.Probe probe -> OptionalInt.of(0);
      case Verdict.Accept accepted -> {
        touches(accepted.invocation());
        yield admit(() -> transfer(accepted, grants));
      }
      case Verdict.Refuse refusal -> {
        record.refused(refusal.reason().name(), refusal.message());
        yield OptionalInt.of(refuse(refusal.message()));
      }
    };
  }

  /** From here on a change of the configuration finds what this waits for. */
  private synchronized void touches(Invocation invocation) {
    touched = invocation.location().volumes();
    direction = invocation.direction();
  }

  private Conclusion transfer(Verdict.Accept accepted, Grants grants)
      throws IOException, InterruptedException {
    try (PreparedPlaces prepared = rsync.starter().prepare(accepted, grants)) {
      return switch (prepared.direction()) {
        case PULL -> pull(prepared);
        case PUSH -> push(prepared);
      };
    }
  }

  private Conclusion pull(PreparedPlaces prepared) throws IOException, InterruptedException {
    try (LogPipe log = rsync.starter().openLog()) {
      Child started = begin(rsync.starter().command(prepared, log));
      if (started == null) {
        return Conclusion.refusal(String.valueOf(ending()));
      }
      ChildErrors errors = started.errors(error, prepared.names());
      int status = carry(started, errors);
      rsync.records().accept(record.pulled(prepared, started, log.counts(), status, ending()));
      return explain(status, errors, prepared);
    }
  }

  private Conclusion push(PreparedPlaces prepared) throws InterruptedException {
    Child started = begin(rsync.starter().command(prepared));
    if (started == null) {
      return Conclusion.refusal(String.valueOf(ending()));
    }
    ChildErrors errors = started.errors(error, prepared.names());
    int status = carry(started, errors);
    record.pushed(prepared, started, status, ending());
    return explain(status, errors, prepared);
  }

  /** Carries all that the child and its client have for each other; its exit status. */
  private int carry(Child started, ChildErrors errors) throws InterruptedException {
    Pace pace = pace();
    Thread errorPump = Thread.ofPlatform().name("transfer-errors").daemon().start(errors::pump);
    // Of the platform, because it is woken for each of a client's many small packets.
    Thread inputPump =
        Thread.ofPlatform().name("transfer-input").daemon().start(() -> started.feed(in, pace));
    try {
      started.drainTo((ChannelOutput) out, pace);
    } catch (IOException e) {
      end("the client left");
      started.endOutput();
    }
    int status = started.await();
    endInput();
    inputPump.join();
    errorPump.join();
    return status == 0 && errors.linkWasPassedOver() ? PARTIAL : status;
  }

  /** What the child could not, in words for the client. */
  private Conclusion explain(int status, ChildErrors errors, PreparedPlaces prepared) {
    String reason = ending();
    if (reason != null) {
      return Conclusion.refusal(reason);
    }
    return switch (status) {
      case Launcher.EXIT_UNAVAILABLE -> Conclusion.refusal(prepared.unavailable(errors.text()));
      // What the launcher wrote has reached the peer already, see ChildErrors.
      case Launcher.EXIT_REFUSED -> new Conclusion(FAILED, null);
      case Launcher.EXIT_FAILED -> {
        LOG.atError().addKeyValue("launcher", errors.text().strip()).log("a transfer cannot start");
        yield Conclusion.refusal("the transfer could not be started");
      }
      default -> new Conclusion(status, null);
    };
  }

  @Override
  public synchronized boolean isCoveredBy(Grant grant) {
    return grant.volumes().stillAllow(direction, touched);
  }
}
