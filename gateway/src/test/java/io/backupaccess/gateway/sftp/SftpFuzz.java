package io.backupaccess.gateway.sftp;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static io.backupaccess.gateway.volume.SomeVolumes.unserved;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backupaccess.gateway.fuzz.FuzzAssert;
import io.backupaccess.gateway.fuzz.FuzzTarget;
import io.backupaccess.gateway.volume.Grants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever a client sends, its session asks the child only to read, only in volumes that it has,
 * and gives each request one reply. The first byte of an input chooses what the client sees; the
 * rest is what it sends.
 */
public final class SftpFuzz implements FuzzTarget {
  private static final String HANDLE = "\0\0\0\0\0\0\0\0";

  @Override
  public void test(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    ObservedFileServer child = new ObservedFileServer(input[0]);
    FileServer files = child.client();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    SftpSession session =
        new SftpSession(
            tree(input[0]),
            reader -> files,
            () -> Instant.ofEpochSecond(1_800_000_000L),
            new ByteArrayInputStream(stream),
            sent);
    try {
      session.run();
    } catch (MalformedPacketException e) {
      FuzzAssert.printable(String.valueOf(e.getMessage()));
    } catch (FileServerException e) {
      FuzzAssert.that(child.mayFail(), () -> "a sound child has failed: " + e);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    oneReplyEach(ByteBuffer.wrap(stream), ByteBuffer.wrap(sent.toByteArray()));
  }

  private static VirtualTree tree(byte chosen) {
    if ((chosen & 1) != 0) {
      return VirtualTree.of(new Grants.Root(served("db")));
    }
    return VirtualTree.of(
        new Grants.Volumes(
            (chosen & 2) != 0
                ? List.of(served("db"), served("media"), unserved("lost"))
                : List.of(served("db"), served("media"))));
  }

  /** The replies come in the order of the requests, with their numbers, and there are no others. */
  private static void oneReplyEach(ByteBuffer requests, ByteBuffer replies) {
    for (boolean first = true; replies.hasRemaining(); first = false) {
      ByteBuffer reply = packet(replies);
      ByteBuffer request = packet(requests);
      int type = reply.get();
      int asked = request.get();
      if (first) {
        FuzzAssert.that(type == 2 && asked == 1, () -> "the first reply is no version");
        continue;
      }
      FuzzAssert.that(reply.getInt() == request.getInt(), () -> "the reply to another request");
      FuzzAssert.that(isReply(type, asked), () -> asked + " is answered by " + type);
      if (type == 101) {
        int status = reply.getInt();
        FuzzAssert.that(status > 0 || asked == 4, () -> asked + " has been done");
        byte[] message = new byte[reply.getInt()];
        reply.get(message);
        FuzzAssert.printable(new String(message, ISO_8859_1));
      }
    }
  }

  /** By the draft; what changes something has nothing but a status. */
  private static boolean isReply(int type, int asked) {
    return switch (type) {
      case 101 -> true;
      case 102 -> List.of(3, 11).contains(asked);
      case 103 -> asked == 5;
      case 104 -> List.of(12, 16, 19).contains(asked);
      case 105 -> List.of(7, 8, 17).contains(asked);
      default -> type == (byte) 201 && asked == (byte) 200;
    };
  }

  private static ByteBuffer packet(ByteBuffer stream) {
    FuzzAssert.that(stream.remaining() >= Integer.BYTES, () -> "no packet");
    int length = stream.getInt();
    FuzzAssert.that(length > 0 && length <= stream.remaining(), () -> "a length of " + length);
    ByteBuffer packet = stream.slice(stream.position(), length);
    stream.position(stream.position() + length);
    return packet;
  }

  @Override
  public Stream<byte[]> seeds() {
    byte[] init = packet(1, 3);
    List<byte[]> requests =
        List.of(
            packet(3, 7, "/db/a", 1, 0),
            packet(3, 8, "media/b", 26, 0),
            packet(11, 9, "/"),
            packet(11, 9, "/db/x/../.."),
            packet(12, 10, HANDLE),
            packet(5, 11, HANDLE, -1L, -1),
            packet(5, 11, HANDLE, 0L, 32768),
            packet(8, 12, HANDLE),
            packet(4, 13, HANDLE),
            packet(7, 14, "db"),
            packet(17, 15, "../../lost"),
            packet(16, 16, "."),
            packet(16, 16, "/db/a/../../media/../db/b/"),
            packet(17, 16, "/db/" + "../media/../db/".repeat(50)),
            packet(19, 17, "db/link"),
            packet(200, 18, "statvfs@openssh.com", "/db"),
            packet(200, 19, "fstatvfs@openssh.com", HANDLE),
            packet(200, 20, "limits@openssh.com"),
            packet(200, 21, "posix-rename@openssh.com", "a", "b"),
            packet(6, 22, HANDLE, 0L, "text"),
            packet(9, 23, "/db/a", 0),
            packet(13, 24, "/db/a"),
            packet(18, 25, "/db/a", "/db/b"),
            packet(20, 26, "/db/a", "/db/b"));
    byte[] all = requests.stream().reduce(init, SftpFuzz::joined);
    Stream<byte[]> conversations =
        Stream.of(
                Stream.of(init, all, joined(all, all)),
                requests.stream().map(request -> joined(init, request)),
                requests.stream()
                    .map(request -> joined(joined(init, requests.getFirst()), request)))
            .flatMap(each -> each);
    return conversations.flatMap(
        each ->
            Stream.of(0, 1, 2, 4, 7).map(chosen -> joined(new byte[] {chosen.byteValue()}, each)));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static byte[] packet(int type, Object... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(bytes)) {
      data.writeByte(type);
      for (Object field : fields) {
        switch (field) {
          case Integer number -> data.writeInt(number);
          case Long number -> data.writeLong(number);
          case String text -> {
            data.writeInt(text.length());
            data.write(text.getBytes(ISO_8859_1));
          }
          default -> throw new IllegalArgumentException();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return joined(ByteBuffer.allocate(4).putInt(bytes.size()).array(), bytes.toByteArray());
  }
}
