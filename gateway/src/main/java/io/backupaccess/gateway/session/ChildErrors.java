package io.backupaccess.gateway.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Passes on what a child writes to standard error, line by line and in the client's names, but not
 * what the launcher writes before it becomes the child: that is for the log.
 */
final class ChildErrors {
  private static final int LARGEST_KEPT = 4096;
  private static final int LONGEST_LINE = 16 * 1024;

  /**
   * What rsync says where it keeps to {@code --confine-root} and meets a link of another owner. It
   * goes on without what the link leads to, may end with 0, and recommends an option that is not a
   * client's to give.
   */
  private static final String UNTRUSTED_LINK = "symlink owned by an untrusted user";

  private static final String LINK_NOT_FOLLOWED =
      "a symbolic link of another owner was not followed, because the kernel of this server cannot"
          + " confine rsync: what it leads to is missing, and what filter files exclude may be"
          + " there\n";

  private final InputStream child;
  private final OutputStream peer;
  private final ClientNames names;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private volatile boolean passedOver;
  private boolean peerListens = true;

  ChildErrors(InputStream child, OutputStream peer, ClientNames names) {
    this.child = child;
    this.peer = peer;
    this.names = names;
  }

  /** Reads to the end. The child never waits for a peer that has gone. */
  void pump() {
    byte[] buffer = new byte[8192];
    boolean launcher = false;
    boolean first = true;
    try {
      for (int n = child.read(buffer); n >= 0; n = child.read(buffer)) {
        if (kept.size() < LARGEST_KEPT) {
          kept.write(buffer, 0, Math.min(n, LARGEST_KEPT - kept.size()));
        }
        if (first) {
          launcher = isLauncher();
          first = false;
        }
        if (!launcher) {
          passLines(buffer, n);
        }
      }
    } catch (IOException e) {
      // The child was killed, and its stream with it.
    }
    passLine();
  }

  private boolean isLauncher() {
    return text().startsWith("launcher: ") || text().startsWith("volume ");
  }

  private void passLines(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      line.write(bytes[i]);
      if (bytes[i] == '\n' || line.size() == LONGEST_LINE) {
        passLine();
      }
    }
  }

  private void passLine() {
    if (line.size() == 0) {
      return;
    }
    byte[] shown = names.in(line.toByteArray());
    line.reset();
    if (new String(shown, ISO_8859_1).contains(UNTRUSTED_LINK)) {
      shown = passedOver ? new byte[0] : LINK_NOT_FOLLOWED.getBytes(UTF_8);
      passedOver = true;
    }
    if (peerListens) {
      peerListens = pass(shown);
    }
  }

  private boolean pass(byte[] bytes) {
    try {
      peer.write(bytes);
      peer.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether rsync went on without what a link leads to. Known once all is read. */
  boolean linkWasPassedOver() {
    return passedOver;
  }

  /** The beginning of what the child wrote. */
  String text() {
    return kept.toString(UTF_8);
  }
}
