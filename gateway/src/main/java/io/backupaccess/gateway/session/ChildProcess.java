package io.backupaccess.gateway.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes that serve a transfer here. */
final class ChildProcess extends Child {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Process process;
  private final ProcessGroup group;

  private ChildProcess(Process process) {
    this.process = process;
    this.group = new ProcessGroup(process);
  }

  static ChildProcess start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    return new ChildProcess(builder.start());
  }

  @Override
  InputStream output() {
    return process.getInputStream();
  }

  @Override
  OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  InputStream errorOutput() {
    return process.getErrorStream();
  }

  @Override
  int await() throws InterruptedException {
    int status = process.waitFor();
    group.kill();
    return status;
  }

  @Override
  void end() {
    if (!process.isAlive()) {
      return;
    }
    group.terminate();
    Thread.ofVirtual()
        .name("child-end")
        .start(
            () -> {
              try {
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                  group.kill();
                }
              } catch (InterruptedException e) {
                group.kill();
              }
            });
  }

  @Override
  void kill() {
    if (process.isAlive()) {
      group.kill();
    }
    endInput();
    endOutput();
  }
}
