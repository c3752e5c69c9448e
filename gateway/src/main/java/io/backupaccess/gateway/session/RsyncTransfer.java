package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.command.Invocation;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.hop.HopCall;
import io.backupaccess.gateway.hop.HopRequest;
import io.backupaccess.gateway.session.TransferLog.Counts;
import io.backupaccess.gateway.session.TransferLog.Result;
import io.backupaccess.gateway.session.TransferLog.Touched;
import io.backupaccess.gateway.ssh.BulkOutput;
import io.backupaccess.gateway.ssh.BulkOutput.Pace;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Grants;
import io.backupaccess.gateway.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
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
        yield admit(() -> transfer(accepted, grants, input.taken()));
      }
      case Verdict.Refuse refusal -> {
        noteRefusal(refusal.reason().name(), refusal.message());
        yield OptionalInt.of(refuse(refusal.message()));
      }
    };
  }

  /** From here on a change of the configuration finds what this waits for. */
  private synchronized void touches(Invocation invocation) {
    touched = invocation.location().volumes();
    direction = invocation.direction();
  }

  private Conclusion transfer(Verdict.Accept accepted, Grants grants, byte[] taken)
      throws IOException, InterruptedException {
    Optional<String> reader = accepted.invocation().location().reader();
    if (reader.isPresent()) {
      return throughReader(accepted, reader.get(), taken);
    }
    try (PreparedPlaces prepared = rsync.starter().prepare(accepted, grants)) {
      return switch (accepted.invocation().direction()) {
        case PULL -> pull(accepted, prepared);
        case PUSH -> push(accepted, prepared);
      };
    }
  }

  private Conclusion pull(Verdict.Accept accepted, PreparedPlaces prepared)
      throws IOException, InterruptedException {
    try (LogPipe log = rsync.starter().openLog()) {
      Child started = begin(rsync.starter().command(prepared, log));
      if (started == null) {
        return Conclusion.refusal(String.valueOf(ending()));
      }
      ChildErrors errors = started.errors(error, prepared.names());
      int status = carry(started, errors);
      rsync
          .records()
          .accept(
              record.pulled(
                  Touched.of(accepted),
                  started,
                  Counts.of(log.counts()),
                  new Result(status, ending())));
      return explain(status, errors, prepared);
    }
  }

  private Conclusion push(Verdict.Accept accepted, PreparedPlaces prepared)
      throws InterruptedException {
    Child started = begin(rsync.starter().command(prepared));
    if (started == null) {
      return Conclusion.refusal(String.valueOf(ending()));
    }
    ChildErrors errors = started.errors(error, prepared.names());
    int status = carry(started, errors);
    record.pushed(Touched.of(accepted), started, new Result(status, ending()));
    return explain(status, errors, prepared);
  }

  /**
   * Has the reader do it, which decides on the client's own bytes again.
   *
   * @param taken what was read of the client's stream in order to decide
   */
  private Conclusion throughReader(Verdict.Accept accepted, String reader, byte[] taken)
      throws InterruptedException {
    Touched touched = Touched.of(accepted);
    HopCall call;
    try {
      call =
          rsync
              .readers()
              .call(
                  reader,
                  new HopRequest(
                      login.credential(), login.source(), HopRequest.Command.of(command)));
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("reader", reader)
          .addKeyValue("reason", e.getMessage())
          .log("a reader cannot be reached");
      return Conclusion.refusal(unavailable(touched));
    }
    Child started = begin(new RemoteChild(call));
    if (started == null) {
      return Conclusion.refusal(String.valueOf(ending()));
    }
    in = new SequenceInputStream(new ByteArrayInputStream(taken), in);
    int status = carry(started, () -> copyErrors(call));
    Result result = new Result(status, ending());
    switch (touched.direction()) {
      case PULL ->
          rsync
              .records()
              .accept(
                  record.pulled(
                      touched,
                      started,
                      call.end()
                          .map(end -> new Counts(end.files(), end.unreadable()))
                          .orElse(Counts.NONE),
                      result));
      case PUSH -> record.pushed(touched, started, result);
    }
    String reason = ending();
    if (reason != null) {
      return Conclusion.refusal(reason);
    }
    return call.end().isPresent()
        ? new Conclusion(status, null)
        : Conclusion.refusal(unavailable(touched));
  }

  private static String unavailable(Touched touched) {
    return "volume " + touched.volumes().getFirst() + " is not available now";
  }

  private void copyErrors(HopCall call) {
    try {
      call.errors().transferTo(error);
    } catch (IOException e) {
      LOG.debug("The peer of a transfer left", e);
      call.close();
    }
  }

  private int carry(Child started, ChildErrors errors) throws InterruptedException {
    int status = carry(started, errors::pump);
    return status == 0 && errors.linkWasPassedOver() ? PARTIAL : status;
  }

  /** Carries all that the child and its client have for each other; its exit status. */
  private int carry(Child started, Runnable errors) throws InterruptedException {
    Pace fromClient = pace(transfers.counts().received());
    Thread errorPump = Thread.ofPlatform().name("transfer-errors").daemon().start(errors);
    // Of the platform, because it is woken for each of a client's many small packets.
    Thread inputPump =
        Thread.ofPlatform()
            .name("transfer-input")
            .daemon()
            .start(() -> started.feed(in, fromClient));
    try {
      started.drainTo((BulkOutput) out, pace(transfers.counts().sent()));
    } catch (IOException e) {
      end("the client left");
      started.endOutput();
    }
    int status = started.await();
    endInput();
    inputPump.join();
    errorPump.join();
    return status;
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
