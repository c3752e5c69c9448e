package io.backupaccess.gateway.sftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.fuzz.FuzzAssert;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The child of a session, as {@code launcher/file_server.c} describes it, without files: it holds
 * every request against what a child may be asked, and answers. One of a hostile owner answers
 * anything.
 */
final class ObservedFileServer {
  private static final int HOSTILE = 4;

  private final boolean rooted;
  private final boolean hostile;
  private ByteArrayInputStream reply = new ByteArrayInputStream(new byte[0]);
  private int answered;

  ObservedFileServer(byte chosen) {
    rooted = (chosen & 1) != 0;
    hostile = (chosen & HOSTILE) != 0;
  }

  /** Whether it may be told that its replies make no sense. */
  boolean mayFail() {
    return hostile;
  }

  FileServer client() {
    return FileServer.here(
        new InputStream() {
          @Override
          public int read() {
            return reply.read();
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            return reply.read(into, offset, length);
          }
        },
        new OutputStream() {
          @Override
          public void write(int one) {
            throw new AssertionError("a request is written at once");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            answer(ByteBuffer.wrap(bytes, offset, length));
          }
        });
  }

  private void answer(ByteBuffer request) {
    FuzzAssert.that(request.getInt() == request.remaining(), () -> "not one request");
    int kind = request.get();
    switch (kind) {
      case 1, 2, 3, 4, 5, 6, 7 -> path(request);
      case 16 -> FuzzAssert.that(request.remaining() == 16, () -> "no read");
      case 17, 18, 19, 20 -> FuzzAssert.that(request.remaining() == 4, () -> "no handle");
      default -> throw new AssertionError("the child is asked for " + kind);
    }
    if (kind == 16) {
      int length = request.getInt(request.position() + 12);
      FuzzAssert.that(length >= 0 && length <= 255 * 1024, () -> "a read of " + length);
    }
    byte[] answer = hostile ? nonsense(request) : sense(kind, request);
    reply =
        new ByteArrayInputStream(
            ByteBuffer.allocate(4 + answer.length).putInt(answer.length).put(answer).array());
  }

  private void path(ByteBuffer request) {
    int index = request.getShort();
    FuzzAssert.that(index == 0 || (index == 1 && !rooted), () -> "a volume that is none: " + index);
    String path = ISO_8859_1.decode(request).toString();
    FuzzAssert.that(
        path.length() <= 4095 && !path.startsWith("/") && path.indexOf('\0') < 0,
        () -> "no path for the child: " + path);
  }

  /** Whether {@code ..} leads above the volume, were there no links; what is left then. */
  private static OptionalInt above(ByteBuffer request) {
    String path = ISO_8859_1.decode(request.slice(7, request.limit() - 7)).toString();
    int depth = 0;
    int at = 0;
    for (String name : path.split("/", -1)) {
      at += name.length() + 1;
      depth += name.equals("..") ? -1 : name.isEmpty() || name.equals(".") ? 0 : 1;
      if (depth < 0) {
        return OptionalInt.of(Math.max(0, path.length() - at));
      }
    }
    return OptionalInt.empty();
  }

  private byte[] sense(int kind, ByteBuffer request) {
    OptionalInt rest = kind <= 7 ? above(request) : OptionalInt.empty();
    if (rest.isPresent()) {
      return ByteBuffer.allocate(3).put((byte) 103).putShort((short) rest.getAsInt()).array();
    }
    return switch (kind) {
      case 1, 2 -> ByteBuffer.allocate(5).putInt(1, answered++).array();
      case 3, 4, 18 -> new byte[1 + 32];
      case 7 -> "\0real/path".getBytes(ISO_8859_1);
      case 5 -> "\0../to".getBytes(ISO_8859_1);
      case 6, 19 -> new byte[1 + 64];
      case 16 -> new byte[1 + Math.min(100, request.getInt(request.position() + 12))];
      case 17 ->
          answered++ % 3 == 2
              ? new byte[] {1}
              : ByteBuffer.allocate(1 + 2 + 1 + 32)
                  .putShort(1, (short) 1)
                  .put(3, (byte) 'x')
                  .array();
      default -> new byte[1];
    };
  }

  /** What was asked, repeated as an answer. */
  private byte[] nonsense(ByteBuffer request) {
    byte[] all = new byte[request.limit()];
    request.get(0, all);
    return Arrays.copyOfRange(all, Math.min(++answered % 8, all.length - 1), all.length);
  }
}
