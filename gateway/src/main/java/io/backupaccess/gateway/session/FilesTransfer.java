package io.backupaccess.gateway.session;

import io.backupaccess.gateway.access.AccessEnder;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.confine.Launcher;
import io.backupaccess.gateway.confine.RealPlace;
import io.backupaccess.gateway.ssh.BulkOutput;
import io.backupaccess.gateway.ssh.BulkOutput.Pace;
import io.backupaccess.gateway.ssh.Login;
import io.backupaccess.gateway.volume.Direction;
import io.backupaccess.gateway.volume.Granted;
import io.backupaccess.gateway.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of volumes that this reader has, for an SFTP session of its gateway, which makes the
 * requests. The confined child answers them, and can open these volumes alone.
 */
final class FilesTransfer extends ChannelTransfer {
  private static final Logger LOG = LoggerFactory.getLogger(FilesTransfer.class);

  private final Launcher launcher;
  private final List<String> names;

  // Guarded by this.
  private List<Volume> touched = List.of();

  /**
   * @param names of the volumes, in the order in which requests count them
   */
  FilesTransfer(
      Transfers transfers, Login login, Instant start, Launcher launcher, List<String> names) {
    super(transfers, login, start);
    this.launcher = launcher;
    this.names = List.copyOf(names);
  }

  @Override
  OptionalInt decide() throws IOException, InterruptedException {
    Optional<Grant> grant = transfers.grant(login);
    if (grant.isEmpty()) {
      return OptionalInt.of(refuse(AccessEnder.REASON));
    }
    List<Volume> volumes = new ArrayList<>();
    for (String name : names) {
      Optional<Volume> volume = grant.get().volumes().find(name).flatMap(Granted::readable);
      if (volume.isEmpty() || volume.get().place().reader().isPresent()) {
        record.refused("UNAVAILABLE", "a volume is not available now");
        return OptionalInt.of(refuse("a volume is not available now"));
      }
      volumes.add(volume.get());
    }
    touches(volumes);
    return admit(() -> serve(volumes));
  }

  private synchronized void touches(List<Volume> volumes) {
    touched = List.copyOf(volumes);
  }

  private Conclusion serve(List<Volume> volumes) throws InterruptedException {
    Child started =
        begin(launcher.fileServer(volumes.stream().map(Volume::place).map(RealPlace::of).toList()));
    if (started == null) {
      return Conclusion.refusal(String.valueOf(ending()));
    }
    ChildErrors errors = started.errors(OutputStream.nullOutputStream(), ClientNames.NONE);
    Pace fromGateway = pace(transfers.counts().received());
    Thread errorPump = Thread.ofPlatform().name("files-errors").daemon().start(errors::pump);
    Thread inputPump =
        Thread.ofPlatform().name("files-input").daemon().start(() -> started.feed(in, fromGateway));
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
    if (status == Launcher.EXIT_FAILED) {
      LOG.atError().addKeyValue("launcher", errors.text().strip()).log("the child of SFTP failed");
    }
    String reason = ending();
    return reason == null ? new Conclusion(status, null) : Conclusion.refusal(reason);
  }

  @Override
  public synchronized boolean isCoveredBy(Grant grant) {
    return grant.volumes().stillAllow(Direction.PULL, touched);
  }
}
