package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.RealPlace;
import io.backupaccess.gateway.sftp.FileServer;
import io.backupaccess.gateway.sftp.FileServerException;
import io.backupaccess.gateway.sftp.MalformedPacketException;
import io.backupaccess.gateway.sftp.SftpSession;
import io.backupaccess.gateway.sftp.VirtualTree;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Volume;
import io.backupaccess.gateway.volume.VolumeName;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One SFTP session, from the request to the record of how it ended. */
final class SftpTransfer extends ChannelTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(SftpTransfer.class);

  /** So that nothing more is read of the client, nor said to it. */
  private volatile boolean childIsOver;

  private final Launcher launcher;
  private final Readers readers;
  private final InstantSource clock;

  // Guarded by this.
  private List<Volume> touched = List.of();

  SftpTransfer(
      Transfers transfers, Login login, Launcher launcher, Readers readers, InstantSource clock) {
    super(transfers, login, clock.instant());
    this.launcher = launcher;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  OptionalInt decide() throws IOException, InterruptedException {
    Optional<Grant> grant = transfers.grant(login);
    if (grant.isEmpty()) {
      return OptionalInt.of(refuse(AccessEnder.REASON));
    }
    VirtualTree tree = VirtualTree.of(grant.get().volumes());
    if (tree.isEmpty()) {
      noteRefusal("NOTHING_READABLE", "this key may not read");
      return OptionalInt.of(refuse("this key may not read"));
    }
    touches(tree.served());
    return admit(() -> serve(tree));
  }

  /** From here on a change of the configuration finds what this waits for. */
  private synchronized void touches(List<Volume> served) {
    touched = served;
  }

  private Conclusion serve(VirtualTree tree) throws InterruptedException {
    List<Place> places =
        tree.servedBy(Optional.empty()).stream().map(Volume::place).map(RealPlace::of).toList();
    Child started = places.isEmpty() ? begin(new NoChild()) : begin(launcher.fileServer(places));
    return started == null ? Conclusion.refusal(String.valueOf(ending())) : carry(started, tree);
  }

  private Conclusion carry(Child started, VirtualTree tree) throws InterruptedException {
    ChildErrors errors = started.errors(OutputStream.nullOutputStream(), ClientNames.NONE);
    Thread errorPump = Thread.ofPlatform().name("sftp-errors").daemon().start(errors::pump);
    SessionFiles files =
        new SessionFiles(login, tree, FileServer.here(started.output(), started.input()), readers);
    PacedOutput paced = new PacedOutput(out, pace(transfers.counts().sent()));
    SftpSession session = new SftpSession(tree, files, clock, in, paced);
    Thread conversation =
        Thread.ofPlatform().name("sftp-session").daemon().start(() -> converse(session, started));
    int status = started.await();
    childIsOver = true;
    endInput();
    endOutput();
    files.close();
    conversation.join();
    errorPump.join();
    List<VolumeName> volumes = tree.served().stream().map(Volume::name).toList();
    record.sftpEnded(volumes, session.counts(), status, ending());
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
    return grant.volumes().stillAllow(Direction.PULL, touched);
  }
}
