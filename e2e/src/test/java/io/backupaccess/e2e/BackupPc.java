package io.backupaccess.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** BackupPC's server and its commands, in a folder of their own, for one host. */
final class BackupPc implements AutoCloseable {
  private static final String HOST = "documents";

  private final Path folder;
  private final Process server;

  /** Starts the server with a configuration for the host. */
  BackupPc(Path folder, String configuration) throws IOException, InterruptedException {
    this.folder = folder;
    Command.must(Scene.script("backuppc"), folder.toString());
    Files.writeString(folder.resolve("etc/" + HOST + ".pl"), configuration);
    Files.writeString(
        folder.resolve("etc/hosts"), HOST + " 0 backuppc\n", StandardOpenOption.APPEND);
    server =
        new ProcessBuilder(program("BackupPC"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    Scene.await(
        "BackupPC's server listens",
        Duration.ofMinutes(1),
        () -> Files.exists(folder.resolve("run/BackupPC.sock")));
  }

  private String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  /** Makes a backup: {@code -f} a full one, {@code -i} an incremental one. */
  Command.Result dump(String kind) {
    return Command.run(program("BackupPC_dump"), "-v", kind, HOST);
  }

  /** The log of a transfer, with what the gateway said. */
  String log(int backup) {
    Path log = folder.resolve("data/pc/" + HOST + "/XferLOG." + backup + ".z");
    return Command.must(program("BackupPC_zcat"), log.toString());
  }

  /** Restores a share of a backup into a new folder. */
  Path restore(int backup, String share) {
    Path restored = folder.resolve("restored-" + backup);
    Command.must(
        "bash",
        "-c",
        "set -o pipefail; mkdir $5 && $1 -h $2 -n $3 -s $4 / | tar -xp --numeric-owner --delay-directory-restore -C $5",
        "restore",
        program("BackupPC_tarCreate"),
        HOST,
        String.valueOf(backup),
        share,
        restored.toString());
    return restored;
  }

  @Override
  public void close() {
    server.destroy();
    server.onExit().orTimeout(1, TimeUnit.MINUTES).join();
  }
}
