package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Invocation.Direction;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.sftp.FileServer;
import io.backupaccess.gateway.sftp.FileServerException;
import io.backupaccess.gateway.sftp.MalformedPacketException;
import io.backupaccess.gateway.sftp.SftpSession;
import io.backupaccess.gateway.ssh.Login;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

/** One SFTP session, from the request to the record of how it ended. */
final class SftpTransfer implements Command, Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(SftpTransfer.class);
  private static final int FAILED = 1;

  private final Transfers transfers;
  private final Login login;
  private final TransferLog record;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private OutputStream error = OutputStream.nullOutputStream();
  private ExitCallback exit = (value, message, immediately) -> {};

  // Guarded by this: whoever ends the session from outside may come before its child is started.
  private @Nullable Child child;
  private @Nullable String ending;
  private ReadableExports exports = ReadableExports.NONE;

  SftpTransfer(Transfers transfers, Login login) {
    this.transfers = transfers;
    this.login = login;
    this.record = new TransferLog(login);
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    // Cheap, because its client can make it wait; what costs more waits to be admitted.
    Thread.ofVirtual().name("sftp-begin").start(() -> run(this::decide));
  }

  /** Does a part of the work, and tells the client how the session ended if that was the last. */
  private void run(Callable<OptionalInt> part) {
    OptionalInt status = OptionalInt.of(FAILED);
    try {
      status = part.call();
    } catch (IOException e) {
      LOG.debug("The peer of an SFTP session left", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("An SFTP session failed", e);
    } finally {
      status.ifPresent(value -> exit.onExit(value));
    }
  }

  private OptionalInt decide() throws IOException {
    Optional<Grant> grant = transfers.grant(login);
    if (grant.isEmpty()) {
      return OptionalInt.of(refuse("access was withdrawn"));
    }
    ReadableExports readable = ReadableExports.of(grant.get());
    if (readable.tree().exports().isEmpty()) {
      record.refused("NOTHING_READABLE", "this key may not read");
      return OptionalInt.of(refuse("this key may not read"));
    }
    if (!transfers.admit(this)) {
      return OptionalInt.of(refuse("this server is busy or about to stop"));
    }
    // A thread of the platform, because starting a process and reading a pipe block it.
    Thread.ofPlatform().name("sftp").daemon().start(() -> run(() -> conclude(serve(readable))));
    return OptionalInt.empty();
  }

  /** What is left to tell the client; a message is a refusal. */
  private record Conclusion(int status, @Nullable String message) {
    static Conclusion refusal(String message) {
      return new Conclusion(FAILED, message);
    }
  }

  /** Its client can make this wait for ever, and its place has been given back. */
  private OptionalInt conclude(Conclusion conclusion) {
    String message = conclusion.message();
    if (message == null) {
      return OptionalInt.of(conclusion.status());
    }
    Thread.ofVirtual().name("sftp-end").start(() -> run(() -> OptionalInt.of(refuse(message))));
    return OptionalInt.empty();
  }

  private Conclusion serve(ReadableExports readable) throws InterruptedException {
    try {
      Child started = begin(readable);
      return started == null
          ? Conclusion.refusal(String.valueOf(ending()))
          : carry(started, readable);
    } catch (UncheckedIOException e) {
      LOG.error("An SFTP session cannot start", e);
      return Conclusion.refusal("the session could not be started");
    } finally {
      transfers.forget(this);
    }
  }

  private synchronized @Nullable Child begin(ReadableExports readable) {
    exports = readable;
    // The configuration may have changed since; from here on its changes find this session.
    if (!transfers.grant(login).map(this::isCoveredBy).orElse(false) && ending == null) {
      ending = "access was withdrawn";
    }
    if (ending == null) {
      try {
        child = Child.start(transfers.launcher().fileServer(readable.confined()));
      } catch (IOException e) {
        throw new UncheckedIOException("The launcher cannot be started", e);
      }
    }
    return child;
  }

  private Conclusion carry(Child started, ReadableExports readable) throws InterruptedException {
    ChildErrors errors = started.errors(OutputStream.nullOutputStream());
    Thread errorPump = Thread.ofPlatform().name("sftp-errors").daemon().start(errors::pump);
    SftpSession session =
        new SftpSession(
            readable.tree(),
            new FileServer(started.output(), started.input()),
            transfers.now().getEpochSecond(),
            in,
            out);
    Thread.ofPlatform().name("sftp-session").daemon().start(() -> converse(session, started));
    int status = started.await();
    errorPump.join();
    record.sftpEnded(readable.served().keySet(), session.counts(), status, ending());
    return explain(status, errors);
  }

  /** The child ends when there are no more requests, and the session when its child does. */
  private void converse(SftpSession session, Child started) {
    try {
      session.run();
    } catch (MalformedPacketException e) {
      end("this is not SFTP: " + e.getMessage());
    } catch (FileServerException e) {
      end("the session could not go on");
      LOG.warn("The child of an SFTP session failed: {}", e.getMessage());
    } catch (IOException e) {
      end("the client left");
    } catch (RuntimeException e) {
      end("the session could not go on");
      LOG.error("An SFTP session failed", e);
    } finally {
      started.endInput();
    }
  }

  private Conclusion explain(int status, ChildErrors errors) {
    if (status == Launcher.EXIT_FAILED) {
      LOG.atError().addKeyValue("launcher", errors.text().strip()).log("the child of SFTP failed");
      return Conclusion.refusal("the session could not be started");
    }
    return new Conclusion(ending() == null ? status : FAILED, ending());
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
    ReadableExports now = ReadableExports.of(grant);
    return exports.served().entrySet().stream()
        .allMatch(
            export ->
                now.find(export.getKey())
                    .filter(same -> same.stillAllows(Direction.PULL, export.getValue()))
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
