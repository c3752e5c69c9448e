package io.backupaccess.gateway.session;

import io.backupaccess.gateway.ssh.BulkOutput;
import io.backupaccess.gateway.ssh.BulkOutput.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** What does the work of a transfer: processes here, or a reader. Counts the bytes carried. */
abstract class Child {
  /** As much as OpenSSH takes in one packet. */
  private static final int CHUNK = 32 * 1024;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /** Where its output is read, by one that doesn't drain it. */
  abstract InputStream output();

  /** Where its input is written, by one that doesn't feed it. */
  abstract OutputStream input();

  /** What it says beside its output. */
  abstract InputStream errorOutput();

  /** Waits for the end of it, and sees to it that nothing of it is left; its exit status. */
  abstract int await() throws InterruptedException;

  /** Ends it, if need be by force. Returns at once. */
  abstract void end();

  /** Ends what is left of it by force, and the streams to it. */
  abstract void kill();

  /** Its standard error, to be pumped by a thread of its own. */
  final ChildErrors errors(OutputStream peer, ClientNames names) {
    return new ChildErrors(errorOutput(), peer, names);
  }

  /**
   * Carries what the peer sends, to its end. The SSH reader never does this: it would not learn of
   * the peer's window while it waits for the child.
   */
  final void feed(InputStream peer, Pace pace) {
    byte[] buffer = new byte[CHUNK];
    try (OutputStream in = input()) {
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
  final void drainTo(BulkOutput peer, Pace pace) throws IOException {
    peer.carry(output(), pace, sent::addAndGet);
  }

  /** Tells the child that there is no more input. */
  final void endInput() {
    try {
      input().close();
    } catch (IOException e) {
      // The child no longer reads.
    }
  }

  /** Reads no more of its output, so that it does not wait for anybody who would. */
  final void endOutput() {
    try {
      output().close();
    } catch (IOException e) {
      // Its end is closed already.
    }
  }

  final long sent() {
    return sent.get();
  }

  final long received() {
    return received.get();
  }
}
