package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.ssh.BulkOutput.Pace;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gatewayconfig.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transfer on a channel of its client's connection: how it begins and is ended from outside, and
 * how its client hears of that.
 */
abstract class ChannelTransfer implements Command, Transfer {
  static final int FAILED = 1;

  private static final Logger LOG = LoggerFactory.getLogger(ChannelTransfer.class);

  final Transfers transfers;
  final Login login;
  final TransferLog record;
  InputStream in = InputStream.nullInputStream();
  private InputStream fromClient = in;
  OutputStream out = OutputStream.nullOutputStream();
  OutputStream error = OutputStream.nullOutputStream();
  private ExitCallback exit = (value, message, immediately) -> {};

  // Guarded by this: whoever ends the transfer from outside may come before its child is started.
  private @Nullable Child child;
  private @Nullable String ending;

  ChannelTransfer(Transfers transfers, Login login, Instant start) {
    this.transfers = transfers;
    this.login = login;
    this.record = new TransferLog(login, start);
  }

  /** What is left to tell the client; a message is a refusal. */
  record Conclusion(int status, @Nullable String message) {
    static Conclusion refusal(String message) {
      return new Conclusion(FAILED, message);
    }
  }

  /**
   * Finds out what is asked for. The work itself is left to {@link #admit}.
   *
   * @return the exit status, if this was all
   */
  abstract OptionalInt decide() throws IOException, InterruptedException;

  @Override
  public final void start(ChannelSession channel, Environment environment) {
    transfers.register(this);
    // Cheap, because its client can make it wait; what costs more waits to be admitted.
    Thread.ofVirtual().name("transfer-begin").start(() -> run(this::decide));
  }

  /** Has the work done, once there is a slot for it. */
  final OptionalInt admit(Callable<Conclusion> work) throws IOException, InterruptedException {
    if (!transfers.admit(this)) {
      return OptionalInt.of(refuse(reasonWithoutSlot()));
    }
    // A thread of the platform, because starting a process and reading a pipe block it.
    try {
      Thread.ofPlatform()
          .name("transfer")
          .daemon()
          .start(() -> run(() -> conclude(inItsSlot(work))));
    } catch (OutOfMemoryError noThread) {
      transfers.forget(this);
      throw noThread;
    }
    return OptionalInt.empty();
  }

  private String reasonWithoutSlot() {
    String reason = ending();
    if (reason != null) {
      return reason;
    }
    if (transfers.isDraining()) {
      return "this server is about to stop";
    }
    String message = "too many transfers of this key, or of this server: try again later";
    transfers.counts().refused(Refusal.TRANSFERS);
    record.refused("NO_SLOT", message);
    return message;
  }

  /** Notes that its key does not allow it, or that nobody may ask for it. */
  final void noteRefusal(String rule, String message) {
    transfers.counts().refused(Refusal.COMMAND);
    record.refused(rule, message);
  }

  private Conclusion inItsSlot(Callable<Conclusion> work) throws Exception {
    try {
      return work.call();
    } catch (UncheckedIOException e) {
      LOG.error("A transfer cannot start", e);
      return Conclusion.refusal("the transfer could not be started");
    } finally {
      endChild();
      transfers.forget(this);
    }
  }

  /** Reads no more of what the client sends: whoever does so comes to an end. */
  final void endInput() {
    try {
      fromClient.close();
    } catch (IOException e) {
      LOG.debug("While ending the input of a transfer", e);
    }
  }

  /** Likewise of what it is sent. */
  final void endOutput() {
    try {
      out.close();
    } catch (IOException e) {
      LOG.debug("While ending the output of a transfer", e);
    }
  }

  /** Whatever failed meanwhile, its child is not left to itself. */
  private void endChild() {
    Child started;
    synchronized (this) {
      started = child;
    }
    if (started != null) {
      started.kill();
    }
  }

  /** Its client can make this wait for ever, and its slot has been given back. */
  private OptionalInt conclude(Conclusion conclusion) {
    String message = conclusion.message();
    if (message == null) {
      return OptionalInt.of(conclusion.status());
    }
    Thread.ofVirtual().name("transfer-end").start(() -> run(() -> OptionalInt.of(refuse(message))));
    return OptionalInt.empty();
  }

  /** Does a part of the work, and tells the client how it all ended if that was the last. */
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
      status.ifPresent(this::exit);
    }
  }

  private void exit(int status) {
    transfers.unregister(this);
    exit.onExit(status);
  }

  /**
   * Starts the child, unless the transfer was ended meanwhile. The configuration may have changed
   * since it was asked.
   */
  final synchronized @Nullable Child begin(List<String> command) {
    if (mayBegin()) {
      try {
        child = ChildProcess.start(command);
      } catch (IOException e) {
        throw new UncheckedIOException("The launcher cannot be started", e);
      }
    }
    return child;
  }

  /** The same with a child that was started already, which is ended where it may not begin. */
  final synchronized @Nullable Child begin(Child started) {
    if (mayBegin()) {
      child = started;
    } else {
      started.kill();
    }
    return child;
  }

  private boolean mayBegin() {
    if (ending == null && !transfers.grant(login).map(this::isCoveredBy).orElse(false)) {
      ending = AccessEnder.REASON;
    }
    return ending == null;
  }

  /**
   * Its entry's, for as long as it is not ended: what is in the pipe then could take a slow client
   * longer than whoever waits for the volume has.
   *
   * @param counter is given what has passed
   */
  final Pace pace(LongAdder counter) {
    Bandwidth bandwidth = transfers.bandwidth(login);
    return new Pace() {
      @Override
      public int piece(int most) {
        return bandwidth.piece(most);
      }

      @Override
      public void pass(int bytes) throws IOException {
        bandwidth.pass(bytes, () -> ending() != null);
        if (ending() != null) {
          throw new IOException("The transfer was ended");
        }
        counter.add(bytes);
      }
    };
  }

  /** Tells the client why not. */
  final int refuse(String message) throws IOException {
    error.write((message + "\n").getBytes(StandardCharsets.US_ASCII));
    error.flush();
    return FAILED;
  }

  @Override
  public final void end(String reason) {
    synchronized (this) {
      if (ending == null) {
        ending = reason;
      }
      if (child != null) {
        child.end();
      }
    }
    // A client that does not read keeps it no longer.
    endOutput();
    transfers.noticeEnd();
  }

  @Override
  public final boolean isEnded() {
    return ending() != null;
  }

  /** Why it was ended from outside, if it was. */
  final synchronized @Nullable String ending() {
    return ending;
  }

  @Override
  public final Login login() {
    return login;
  }

  @Override
  public final void destroy(ChannelSession channel) {
    end("the client left");
    transfers.unregister(this);
  }

  @Override
  public final void setInputStream(InputStream in) {
    this.in = in;
    this.fromClient = in;
  }

  @Override
  public final void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public final void setErrorStream(OutputStream error) {
    this.error = error;
  }

  @Override
  public final void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }
}
