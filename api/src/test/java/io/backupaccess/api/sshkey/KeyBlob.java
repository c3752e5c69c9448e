package io.backupaccess.api.sshkey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Builds key blobs, right and wrong ones, in the SSH wire format. */
final class KeyBlob {

  private final String type;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private KeyBlob(String type) {
    this.type = type;
  }

  static KeyBlob of(String type) {
    return new KeyBlob(type).with(type);
  }

  /** A blob that calls itself something else than the line does. */
  static KeyBlob of(String typeOfTheLine, String typeOfTheBlob) {
    return new KeyBlob(typeOfTheLine).with(typeOfTheBlob);
  }

  KeyBlob with(String text) {
    return with(text.getBytes(US_ASCII));
  }

  KeyBlob with(byte[] value) {
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
    bytes.writeBytes(value);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  String line() {
    return type + " " + Base64.getEncoder().encodeToString(bytes());
  }
}
