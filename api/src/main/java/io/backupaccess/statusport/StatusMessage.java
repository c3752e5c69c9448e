package io.backupaccess.statusport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;

/**
 * A request or an answer: one line of printable ASCII, such as {@code GET /v1/status} or {@code
 * 200}, then a body of any length, until the channel's end.
 */
public final class StatusMessage {
  private static final int LONGEST_LINE = 512;

  private StatusMessage() {}

  /** Writes a whole one, and that it was all. */
  public static void write(OutputStream out, String line, String body) throws IOException {
    try (out) {
      out.write((line + "\n" + body).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Reads the line; the body follows. */
  public static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("no whole line");
      }
      if (octet < ' ' || octet > '~' || line.length() == LONGEST_LINE) {
        throw new StreamCorruptedException("no line of a status port");
      }
      line.append((char) octet);
    }
    return line.toString();
  }

  /**
   * Reads the body.
   *
   * @throws IOException where it is cut off, or longer than so many bytes
   */
  public static byte[] readBody(InputStream in, int most) throws IOException {
    byte[] body = in.readNBytes(most);
    if (body.length == most && in.read() >= 0) {
      throw new StreamCorruptedException("more than " + most + " bytes");
    }
    return body;
  }
}
