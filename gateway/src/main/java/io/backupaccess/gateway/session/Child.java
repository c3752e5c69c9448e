package io.backupaccess.gateway.session;

import io.backupaccess.gateway.ssh.ChannelOutput;
import io.backupaccess.gateway.ssh.ChannelOutput.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The processes that serve a transfer, and the threads that carry their bytes. */
final class Child {
  /** As much as OpenSSH takes in one packet. */
  private static final int CHUNK = 32 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Process process;
  private final ProcessGroup group;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  private Child(Process process) {
    this.process = process;
    this.group = new ProcessGroup(process);
  }

  static Child start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    return new Child(builder.start());
  }

  /** The child's standard error, to be pumped by a thread of its own. */
  ChildErrors errors(OutputStream peer, ClientNames names) {
    return new ChildErrors(process.getErrorStream(), peer, names);
  }

  /**
   * Carries what the peer sends, to its end. The SSH reader never does this: it would not learn of
   * the peer's window while it waits for the child.
   */
  void feed(InputStream peer, Pace pace) {
    byte[] buffer = new byte[CHUNK];
    try (OutputStream in = process.getOutputStream()) {
      for (int n = next(peer, buffer, pace); n >= 0; n = next(peer, buffer, pace)) {
        pace.pass(n);
        in.write(buffer, 0, n);
        in.flush();
        received.addAndGet(n);
      }
    } catch (IOException e) {
      // The child no longer reads, or the peer is gone: both show elsewhere.
    }
  }

  private static int next(InputStream peer, byte[] buffer, Pace pace) throws IOException {
    return peer.read(buffer, 0, pace.piece(buffer.length));
  }

  /** Carries what the child sends, to its end, waiting for the peer as long as that takes. */
  void drainTo(ChannelOutput peer, Pace pace) throws IOException {
    peer.carry(process.getInputStream(), pace, sent::addAndGet);
  }

  /** Where the child's standard output is read, by one that doesn't drain it. */
  InputStream output() {
    return process.getInputStream();
  }

  /** Where the child's standard input is written, by one that doesn't feed it. */
  OutputStream input() {
    return process.getOutputStream();
  }

  /** Tells the child that there is no more input. */
  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The child no longer reads.
    }
  }

  /** Reads no more of its output, so that it does not wait for anybody who would. */
  void endOutput() {
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      // Its end of the pipe is closed already.
    }
  }

  /** Waits for the end of it, and sees to it that nothing of it is left. */
  int await() throws InterruptedException {
    int status = process.waitFor();
    group.kill();
    return status;
  }

  /** Ends its processes, if need be by force. Returns at once. */
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

  /** Ends what is left of its processes by force, and the streams to them. */
  void kill() {
    if (process.isAlive()) {
      group.kill();
    }
    endInput();
    endOutput();
  }

  long sent() {
    return sent.get();
  }

  long received() {
    return received.get();
  }
}
