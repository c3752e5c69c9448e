package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.command.Invocation.Direction;
import io.backupaccess.gateway.command.Verdict;
import io.backupaccess.gateway.config.ExportName;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.ServedExport;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.ssh.Login;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command of a client, from the request to the record of how it ended. */
final class RsyncTransfer implements Command, Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(RsyncTransfer.class);
  private static final int FAILED = 1;

  /** How long a client has for sending its arguments in the stream. */
  private static final Duration ARGUMENTS = Duration.ofSeconds(10);

  private final Transfers transfers;
  private final Login login;
  private final byte[] command;
  private final TransferLog record;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private OutputStream error = OutputStream.nullOutputStream();
  private ExitCallback exit = (value, message, immediately) -> {};

  // Guarded by this: whoever ends the transfer from outside may come before its child is started.
  private @Nullable Child child;
  private @Nullable String ending;
  private Map<ExportName, ServedExport> touched = Map.of();
  private Direction direction = Direction.PULL;

  RsyncTransfer(Transfers transfers, Login login, byte[] command) {
    this.transfers = transfers;
    this.login = login;
    this.command = command;
    this.record = new TransferLog(login);
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    // Cheap, because its client can make it wait; what costs more waits to be admitted.
    Thread.ofVirtual().name("command").start(() -> run(this::decide));
  }

  /** Does a part of the work, and tells the client how the command ended if that was the last. */
  private void run(Callable<OptionalInt> part) {
    OptionalInt status = OptionalInt.of(FAILED);
    try {
      status = part.call();
    } catch (IOException e) {
      LOG.debug("The peer of a transfer left", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("A transfer failed", e);
    } finally {
      status.ifPresent(value -> exit.onExit(value));
    }
  }

  private OptionalInt decide() throws IOException, InterruptedException {
    Optional<Grant> grant = transfers.grant(login);
    if (grant.isEmpty()) {
      return OptionalInt.of(refuse("access was withdrawn"));
    }
    Grants grants = Exports.asCommandsSeeThem(grant.get());
    Verdict verdict = transfers.policy().decide(command, grants);
    if (verdict instanceof Verdict.Secluded secluded) {
      SecludedInput input = new SecludedInput(in);
      if (!input.read(ARGUMENTS)) {
        return OptionalInt.of(refuse("the arguments in the stream are not those of rsync"));
      }
      in = input.rest();
      verdict = transfers.policy().decide(secluded, input.arguments(), grants);
    }
    return switch (verdict) {
      case Verdict.Probe probe -> OptionalInt.of(0);
      case Verdict.Accept accepted -> begin(accepted, grant.get());
      case Verdict.Refuse refusal -> {
        record.refused(refusal.reason().name(), refusal.message());
        yield OptionalInt.of(refuse(refusal.message()));
      }
      case Verdict.Secluded again -> throw new IllegalStateException("Secluded twice");
    };
  }

  private OptionalInt begin(Verdict.Accept accepted, Grant grant) throws IOException {
    if (!transfers.admit(this)) {
      return OptionalInt.of(refuse("this server is busy or about to stop"));
    }
    // A thread of the platform, because starting a process and reading a pipe block it.
    Thread.ofPlatform()
        .name("transfer")
        .daemon()
        .start(() -> run(() -> OptionalInt.of(transfer(accepted, grant))));
    return OptionalInt.empty();
  }

  private int transfer(Verdict.Accept accepted, Grant grant)
      throws IOException, InterruptedException {
    try (Preparation prepared = prepare(accepted, grant)) {
      Child started = begin(prepared);
      return started == null ? refuse(String.valueOf(ending())) : carry(started, prepared);
    } catch (UncheckedIOException e) {
      LOG.error("A transfer cannot start", e);
      return refuse("the transfer could not be started");
    } finally {
      transfers.forget(this);
    }
  }

  private Preparation prepare(Verdict.Accept accepted, Grant grant) {
    try {
      return Preparation.of(accepted.invocation(), grant, transfers.farms());
    } catch (IOException e) {
      throw new UncheckedIOException("Its folder cannot be made", e);
    }
  }

  private int carry(Child started, Preparation prepared) throws IOException, InterruptedException {
    ChildErrors errors = started.errors(error);
    Thread errorPump = Thread.ofPlatform().name("transfer-errors").daemon().start(errors::pump);
    Thread.ofVirtual().name("transfer-input").start(() -> started.feed(in));
    try {
      started.drainTo(out);
    } catch (IOException e) {
      end("the client left");
    }
    int status = started.await();
    errorPump.join();
    record.ended(prepared, started, status, ending());
    // Its client may take its time to hear how it ended; nobody waits for that.
    transfers.forget(this);
    return explain(status, errors, prepared);
  }

  private synchronized @Nullable Child begin(Preparation prepared) {
    touched = prepared.touched();
    direction = prepared.direction();
    // The configuration may have changed since the verdict; from here on its changes find this
    // transfer.
    if (!transfers.grant(login).map(this::isCoveredBy).orElse(false) && ending == null) {
      ending = "access was withdrawn";
    }
    if (ending == null) {
      try {
        child = Child.start(transfers.launcher().command(prepared.spec(transfers.limits())));
      } catch (IOException e) {
        throw new UncheckedIOException("The launcher cannot be started", e);
      }
    }
    return child;
  }

  /** Tells the peer what the child could not, and gives the exit status for it. */
  private int explain(int status, ChildErrors errors, Preparation prepared) throws IOException {
    String reason = ending();
    if (reason != null) {
      return refuse(reason);
    }
    return switch (status) {
      case Launcher.EXIT_UNAVAILABLE -> refuse(prepared.unavailable(errors.text()));
      // What the launcher wrote has reached the peer already, see ChildErrors.
      case Launcher.EXIT_REFUSED -> FAILED;
      case Launcher.EXIT_FAILED -> {
        LOG.atError().addKeyValue("launcher", errors.text().strip()).log("a transfer cannot start");
        yield refuse("the transfer could not be started");
      }
      default -> status;
    };
  }

  private int refuse(String message) throws IOException {
    error.write((message + "\n").getBytes(StandardCharsets.US_ASCII));
    error.flush();
    return FAILED;
  }

  @Override
  public synchronized void end(String reason) {
    if (ending == null) {
      ending = reason;
    }
    if (child != null) {
      child.end();
    }
  }

  private synchronized @Nullable String ending() {
    return ending;
  }

  @Override
  public synchronized boolean isCoveredBy(Grant grant) {
    return touched.entrySet().stream()
        .allMatch(
            export ->
                grant
                    .exports()
                    .getOrDefault(export.getKey(), Optional.empty())
                    .filter(now -> now.stillAllows(direction, export.getValue()))
                    .isPresent());
  }

  @Override
  public Login login() {
    return login;
  }

  @Override
  public void destroy(ChannelSession channel) {
    end("the client left");
  }

  @Override
  public void setInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream error) {
    this.error = error;
  }

  @Override
  public void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }
}
