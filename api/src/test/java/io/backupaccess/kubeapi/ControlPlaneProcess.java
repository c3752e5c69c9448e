package io.backupaccess.kubeapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running program of the control plane, with the file that takes its output. */
final class ControlPlaneProcess implements AutoCloseable {

  private final Process process;
  private final Path log;

  private ControlPlaneProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static ControlPlaneProcess start(Path folder, List<String> command) throws IOException {
    var log = folder.resolve(Path.of(command.getFirst()).getFileName() + ".log");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new ControlPlaneProcess(process, log);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The last lines that it printed, for a message about why it did not start. */
  String lastWords() {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }

  /** Ends it at once, for one whose work nobody will look at again. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end, which it does when it is done. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
