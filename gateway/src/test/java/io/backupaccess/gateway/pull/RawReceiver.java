package io.backupaccess.gateway.pull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A client of rsync's protocol, version 29, that gives a sender rules of its own and looks at its
 * list of files.
 */
final class RawReceiver {
  private static final int VERSION = 29;
  private static final int DONE = -1;

  private RawReceiver() {}

  /** All that the sender says, to its end; in it each name in full or without its beginning. */
  static String list(List<String> sender, String... filters) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    integer(sent, VERSION);
    for (String filter : filters) {
      integer(sent, filter.length());
      sent.writeBytes(filter.getBytes(StandardCharsets.US_ASCII));
    }
    integer(sent, 0);
    for (int i = 0; i < 4; i++) {
      integer(sent, DONE);
    }
    try {
      Process process = new ProcessBuilder(sender).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(sent.toByteArray());
        in.flush();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void integer(ByteArrayOutputStream sent, int value) {
    sent.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
