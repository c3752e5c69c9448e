package io.backupaccess.gateway.sftp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes replies as packets. */
final class SftpReplies {
  private static final int VERSION = 3;

  /** Size, owner and group, permissions, times: section 5 of the draft. */
  private static final int ALL_ATTRIBUTES = 0xf;

  private static final int READ_ONLY_NO_SETUID = 3;

  private SftpReplies() {}

  /** The packet with its length field. The number means nothing for the version. */
  static byte[] encode(int id, SftpReply reply) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(sizeGuess(reply));
    try (DataOutputStream packet = new DataOutputStream(bytes)) {
      packet.writeInt(0);
      packet.writeByte(type(reply));
      if (!(reply instanceof SftpReply.Version)) {
        packet.writeInt(id);
      }
      write(packet, reply);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory took no bytes", e);
    }
    byte[] packet = bytes.toByteArray();
    ByteBuffer.wrap(packet).putInt(packet.length - Integer.BYTES);
    return packet;
  }

  private static int sizeGuess(SftpReply reply) {
    return reply instanceof SftpReply.Data(ByteBuffer data) ? data.remaining() + 16 : 256;
  }

  private static int type(SftpReply reply) {
    return switch (reply) {
      case SftpReply.Version v -> PacketType.VERSION;
      case SftpReply.Status s -> PacketType.STATUS;
      case SftpReply.Opened o -> PacketType.HANDLE;
      case SftpReply.Data d -> PacketType.DATA;
      case SftpReply.Names n -> PacketType.NAME;
      case SftpReply.OneName n -> PacketType.NAME;
      case SftpReply.Attributes a -> PacketType.ATTRS;
      case SftpReply.Limits l -> PacketType.EXTENDED_REPLY;
      case SftpReply.FileSystem f -> PacketType.EXTENDED_REPLY;
    };
  }

  private static void write(DataOutputStream packet, SftpReply reply) throws IOException {
    switch (reply) {
      case SftpReply.Version v -> writeVersion(packet);
      case SftpReply.Status(SftpStatus status, String message) -> {
        packet.writeInt(status.code());
        writeString(packet, message);
        writeString(packet, "en");
      }
      case SftpReply.Opened(SftpRequest.Handle handle) -> {
        packet.writeInt(Long.BYTES);
        packet.writeLong(handle.number());
      }
      case SftpReply.Data(ByteBuffer data) -> {
        packet.writeInt(data.remaining());
        packet.write(data.array(), data.arrayOffset() + data.position(), data.remaining());
      }
      case SftpReply.Names names -> {
        packet.writeInt(names.entries().size());
        for (FolderEntry entry : names.entries()) {
          writeString(packet, entry.name());
          writeString(packet, LongName.of(entry, names.now()));
          writeAttributes(packet, entry.attributes());
        }
      }
      case SftpReply.OneName(String name) -> {
        packet.writeInt(1);
        writeString(packet, name);
        writeString(packet, name);
        packet.writeInt(0); // no attributes
      }
      case SftpReply.Attributes(FileAttributes attributes) -> writeAttributes(packet, attributes);
      case SftpReply.Limits limits -> {
        packet.writeLong(limits.packet());
        packet.writeLong(limits.read());
        packet.writeLong(limits.write());
        packet.writeLong(limits.handles());
      }
      case SftpReply.FileSystem(Space space) -> writeSpace(packet, space);
    }
  }

  private static void writeVersion(DataOutputStream packet) throws IOException {
    packet.writeInt(VERSION);
    writeString(packet, Extension.STATVFS);
    writeString(packet, "2");
    writeString(packet, Extension.FSTATVFS);
    writeString(packet, "2");
    writeString(packet, Extension.LIMITS);
    writeString(packet, "1");
  }

  private static void writeAttributes(DataOutputStream packet, FileAttributes attributes)
      throws IOException {
    packet.writeInt(ALL_ATTRIBUTES);
    packet.writeLong(attributes.size());
    packet.writeInt(attributes.owner());
    packet.writeInt(attributes.group());
    packet.writeInt(attributes.mode());
    packet.writeInt(attributes.accessed());
    packet.writeInt(attributes.modified());
  }

  private static void writeSpace(DataOutputStream packet, Space space) throws IOException {
    packet.writeLong(space.blockSize());
    packet.writeLong(space.fragmentSize());
    packet.writeLong(space.blocks());
    packet.writeLong(space.free());
    packet.writeLong(space.available());
    packet.writeLong(space.files());
    packet.writeLong(space.filesFree());
    packet.writeLong(space.filesFree());
    packet.writeLong(0); // which of the machine's file systems it is
    packet.writeLong(READ_ONLY_NO_SETUID);
    packet.writeLong(space.longestName());
  }

  private static void writeString(DataOutputStream packet, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    packet.writeInt(bytes.length);
    packet.write(bytes);
  }
}
