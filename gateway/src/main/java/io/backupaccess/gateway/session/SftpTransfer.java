package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.command.Invocation.Direction;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.sftp.FileServer;
import io.backupaccess.gateway.sftp.FileServerException;
import io.backupaccess.gateway.sftp.MalformedPacketException;
import io.backupaccess.gateway.sftp.SftpSession;
import io.backupaccess.gateway.ssh.Login;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One SFTP session, from the request to the record of how it ended. */
final class SftpTransfer extends ChannelTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(SftpTransfer.class);

  /** So that nothing more is read of the client, nor said to it. */
  private volatile boolean childIsOver;

  // Guarded by this.
  private ReadableExports exports = ReadableExports.NONE;

  SftpTransfer(Transfers transfers, Login login) {
    super(transfers, login);
  }

  @Override
  OptionalInt decide() throws IOException, InterruptedException {
    Optional<Grant> grant = transfers.grant(login);
    if (grant.isEmpty()) {
      return OptionalInt.of(refuse(AccessEnder.REASON));
    }
    ReadableExports readable = ReadableExports.of(grant.get());
    if (readable.tree().exports().isEmpty()) {
      record.refused("NOTHING_READABLE", "this key may not read");
      return OptionalInt.of(refuse("this key may not read"));
    }
    touches(readable);
    return admit(() -> serve(readable));
  }

  /** From here on a change of the configuration finds what this waits for. */
  private synchronized void touches(ReadableExports readable) {
    exports = readable;
  }

  private Conclusion serve(ReadableExports readable) throws InterruptedException {
    Child started = begin(transfers.launcher().fileServer(readable.confined()));
    return started == null
        ? Conclusion.refusal(String.valueOf(ending()))
        : carry(started, readable);
  }

  private Conclusion carry(Child started, ReadableExports readable) throws InterruptedException {
    ChildErrors errors = started.errors(OutputStream.nullOutputStream(), ClientNames.NONE);
    Thread errorPump = Thread.ofPlatform().name("sftp-errors").daemon().start(errors::pump);
    SftpSession session =
        new SftpSession(
            readable.tree(),
            new FileServer(started.output(), started.input()),
            transfers::now,
            in,
            new PacedOutput(out, pace()));
    Thread conversation =
        Thread.ofPlatform().name("sftp-session").daemon().start(() -> converse(session, started));
    int status = started.await();
    childIsOver = true;
    endInput();
    endOutput();
    conversation.join();
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
      if (!childIsOver) {
        end("the client left");
      }
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
      return Conclusion.refusal("the transfer could not be started");
    }
    return new Conclusion(ending() == null ? status : FAILED, ending());
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
}
