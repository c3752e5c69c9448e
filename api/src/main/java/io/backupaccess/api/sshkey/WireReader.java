package io.backupaccess.api.sshkey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads the data types of the SSH protocol (RFC 4251, section 5) from a key blob. */
final class WireReader {

  private final ByteBuffer data;

  WireReader(byte[] data) {
    this.data = ByteBuffer.wrap(data);
  }

  byte[] bytes() throws KeyFormatException {
    try {
      int length = data.getInt();
      if (length < 0 || length > data.remaining()) {
        throw new KeyFormatException("the key is cut off or damaged: copy it again");
      }
      var bytes = new byte[length];
      data.get(bytes);
      return bytes;
    } catch (BufferUnderflowException e) {
      throw new KeyFormatException("the key is cut off or damaged: copy it again");
    }
  }

  int number() throws KeyFormatException {
    try {
      return data.getInt();
    } catch (BufferUnderflowException e) {
      throw new KeyFormatException("the key is cut off or damaged: copy it again");
    }
  }

  /** 64 bits without a sign. */
  long unsigned() throws KeyFormatException {
    try {
      return data.getLong();
    } catch (BufferUnderflowException e) {
      throw new KeyFormatException("the key is cut off or damaged: copy it again");
    }
  }

  int position() {
    return data.position();
  }

  boolean hasMore() {
    return data.hasRemaining();
  }

  String text() throws KeyFormatException {
    return new String(bytes(), US_ASCII);
  }

  /** A positive number, in the one form that the protocol allows for it. */
  BigInteger positive() throws KeyFormatException {
    var bytes = bytes();
    if (bytes.length > 0) {
      var number = new BigInteger(bytes);
      if (number.signum() > 0 && Arrays.equals(bytes, number.toByteArray())) {
        return number;
      }
    }
    throw new KeyFormatException("the key holds a number that is not positive: it is damaged");
  }

  void end() throws KeyFormatException {
    if (data.hasRemaining()) {
      throw new KeyFormatException("bytes follow the key: it is damaged");
    }
  }
}
