package io.backupaccess.gateway.sftp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The fields of a packet, one after the other. */
final class PacketReader {
  private static final String TOO_SHORT = "a packet ends before its last field";

  private final ByteBuffer bytes;

  PacketReader(byte[] packet) {
    bytes = ByteBuffer.wrap(packet);
  }

  int unsignedByte() throws MalformedPacketException {
    try {
      return Byte.toUnsignedInt(bytes.get());
    } catch (BufferUnderflowException e) {
      throw new MalformedPacketException(TOO_SHORT);
    }
  }

  int number() throws MalformedPacketException {
    try {
      return bytes.getInt();
    } catch (BufferUnderflowException e) {
      throw new MalformedPacketException(TOO_SHORT);
    }
  }

  long longNumber() throws MalformedPacketException {
    try {
      return bytes.getLong();
    } catch (BufferUnderflowException e) {
      throw new MalformedPacketException(TOO_SHORT);
    }
  }

  String string() throws MalformedPacketException {
    long length = Integer.toUnsignedLong(number());
    if (length > bytes.remaining()) {
      throw new MalformedPacketException("a field is longer than its packet");
    }
    byte[] string = new byte[(int) length];
    bytes.get(string);
    return new String(string, StandardCharsets.ISO_8859_1);
  }

  int remaining() {
    return bytes.remaining();
  }
}
