package io.backupaccess.operator.hostkeys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the data types of RFC 4251, section 5. */
final class SshWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  SshWriter raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  SshWriter number(int value) {
    return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  SshWriter string(byte[] value) {
    return number(value.length).raw(value);
  }

  SshWriter string(String value) {
    return string(value.getBytes(StandardCharsets.UTF_8));
  }

  int size() {
    return bytes.size();
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
