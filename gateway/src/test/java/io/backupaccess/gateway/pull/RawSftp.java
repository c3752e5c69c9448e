package io.backupaccess.gateway.pull;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A client that sends whatever packets a test makes, through the real {@code ssh -s HOST sftp}. */
final class RawSftp implements AutoCloseable {
  static final int READ_FLAG = 1;

  private final Process ssh;
  private final OutputStream out;
  private final DataInputStream in;
  private int id;

  /** Connects, and agrees on version 3. */
  static RawSftp connect(Client client) {
    return connect(client.sshCommand("-s", Client.host(), "sftp"));
  }

  /** Talks with what this command starts. */
  static RawSftp connect(List<String> command) {
    RawSftp sftp = start(command);
    sftp.send(bytes(1, 3));
    Packet version = sftp.receive();
    if (version.type() != 2 || version.number() != 3) {
      throw new AssertionError("no version 3");
    }
    return sftp;
  }

  /** Connects, and says nothing yet. */
  static RawSftp start(Client client) {
    return start(client.sshCommand("-s", Client.host(), "sftp"));
  }

  private static RawSftp start(List<String> command) {
    try {
      ProcessBuilder program = new ProcessBuilder(command);
      program.environment().put("TZ", "UTC");
      return new RawSftp(program.redirectError(ProcessBuilder.Redirect.PIPE).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawSftp(Process ssh) {
    this.ssh = ssh;
    this.out = ssh.getOutputStream();
    this.in = new DataInputStream(ssh.getInputStream());
  }

  /** The type as a byte, {@code Integer} and {@code Long} as they are, strings with a length. */
  static byte[] bytes(int type, Object... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(bytes)) {
      data.writeByte(type);
      for (Object field : fields) {
        switch (field) {
          case Integer number -> data.writeInt(number);
          case Long number -> data.writeLong(number);
          case String text -> {
            data.writeInt(text.length());
            data.write(text.getBytes(StandardCharsets.ISO_8859_1));
          }
          default -> throw new IllegalArgumentException();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Sends a packet with its length. */
  void send(byte[] packet) {
    sendRaw(ByteBuffer.allocate(4 + packet.length).putInt(packet.length).put(packet).array());
  }

  void sendRaw(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The gateway has ended the session, which the test will see.
    }
  }

  Packet receive() {
    try {
      int length = in.readInt();
      byte[] packet = in.readNBytes(length);
      return new Packet(Byte.toUnsignedInt(packet[0]), ByteBuffer.wrap(packet, 1, length - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a request of this type, and gives its reply, past the number. */
  Packet ask(int type, Object... fields) {
    Object[] all = new Object[fields.length + 1];
    all[0] = ++id;
    System.arraycopy(fields, 0, all, 1, fields.length);
    send(bytes(type, all));
    Packet reply = receive();
    if (reply.number() != id) {
      throw new AssertionError("a reply to another request");
    }
    return reply;
  }

  Packet open(String path) {
    return ask(3, path, READ_FLAG, 0);
  }

  Packet openFolder(String path) {
    return ask(11, path);
  }

  Packet stat(String path) {
    return ask(17, path);
  }

  Packet linkStat(String path) {
    return ask(7, path);
  }

  Packet readLink(String path) {
    return ask(19, path);
  }

  Packet realPath(String path) {
    return ask(16, path);
  }

  Packet read(String handle, long offset, int length) {
    return ask(5, handle, offset, length);
  }

  /** The names in a folder, without their attributes. */
  List<String> list(String path) {
    return List.copyOf(listLong(path).keySet());
  }

  /** The names in a folder, each with its line for people. */
  Map<String, String> listLong(String path) {
    String handle = openFolder(path).handle();
    Map<String, String> names = new LinkedHashMap<>();
    for (Packet some = ask(12, handle); some.type() == 104; some = ask(12, handle)) {
      int count = some.number();
      for (int i = 0; i < count; i++) {
        names.put(some.string(), some.string());
        some.skip(32);
      }
    }
    ask(4, handle);
    return names;
  }

  /** Waits for the end of the session; its exit status, and what was said. */
  Outcome end() {
    try {
      in.readAllBytes();
      if (!ssh.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the session does not end");
      }
      return new Outcome(
          ssh.exitValue(),
          "",
          new String(ssh.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    ssh.destroy();
  }

  /** A packet that was received, read from its beginning to its end. */
  record Packet(int type, ByteBuffer rest) {
    int number() {
      return rest.getInt();
    }

    long longNumber() {
      return rest.getLong();
    }

    String string() {
      byte[] bytes = new byte[rest.getInt()];
      rest.get(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    void skip(int bytes) {
      rest.position(rest.position() + bytes);
    }

    String handle() {
      if (type != 102) {
        throw new AssertionError("no handle but " + text());
      }
      return string();
    }

    /** What is left, as a line for assertions: of a status its code and text. */
    String text() {
      return switch (type) {
        case 101 -> "status " + number() + " " + string();
        case 102 -> "handle";
        case 103 -> "data " + string();
        case 104 -> "name " + number() + " " + string();
        case 105 -> "attributes " + size();
        default -> "type " + type;
      };
    }

    private long size() {
      number();
      return longNumber();
    }
  }
}
