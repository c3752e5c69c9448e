package io.backupaccess.gateway.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Passes on what a child writes to standard error, but not what the launcher writes before it
 * becomes the child: that is for the log.
 */
final class ChildErrors {
  private static final int LARGEST_KEPT = 4096;

  private final InputStream child;
  private final OutputStream peer;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  ChildErrors(InputStream child, OutputStream peer) {
    this.child = child;
    this.peer = peer;
  }

  /** Reads to the end. The child never waits for a peer that has gone. */
  void pump() {
    byte[] buffer = new byte[8192];
    boolean first = true;
    boolean passing = false;
    try {
      for (int n = child.read(buffer); n >= 0; n = child.read(buffer)) {
        if (kept.size() < LARGEST_KEPT) {
          kept.write(buffer, 0, Math.min(n, LARGEST_KEPT - kept.size()));
        }
        if (first) {
          passing = !isLauncher();
          first = false;
        }
        if (passing) {
          passing = pass(buffer, n);
        }
      }
    } catch (IOException e) {
      // The child was killed, and its stream with it.
    }
  }

  private boolean isLauncher() {
    return text().startsWith("launcher: ") || text().startsWith("export ");
  }

  private boolean pass(byte[] bytes, int length) {
    try {
      peer.write(bytes, 0, length);
      peer.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The beginning of what the child wrote. */
  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
