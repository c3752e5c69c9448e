package io.backupaccess.gateway.pull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A client of rsync's protocol that sends what it likes, whatever the receiver asks for. It speaks
 * version 29, in which nothing is compressed or negotiated, with MD5 as its checksum.
 */
final class RawSender {
  /** Options that the client's side of this protocol needs, for the receiver's command line. */
  static final String OPTIONS = "--checksum-choice=md5";

  /** Which file the receiver is told to copy from: the one that is replaced. */
  static final int BASIS_ITSELF = 0x80;

  /** The one that is named like it, with the suffix of backups. */
  static final int BASIS_BACKUP = 0x82;

  /** One of another name in the folder of {@code --compare-dest} and the like. */
  static final int BASIS_NAMED = 0x84;

  private static final int VERSION = 29;
  private static final int REGULAR_FILE = 0100644;
  private static final int FOLDER = 040755;
  private static final int LONG_NAME = 0x40;
  private static final int TOP_FOLDER = 0x01;
  private static final int TRANSFER = 0x8000;
  private static final int BASIS_FOLLOWS = 0x0800;
  private static final int NAME_FOLLOWS = 0x1000;
  private static final int DONE = -1;

  private final ByteArrayOutputStream list = new ByteArrayOutputStream();

  private ByteArrayOutputStream sent = list;

  /** A session that sends one file of this name. */
  RawSender(String name, int length) {
    integer(VERSION);
    entry(name, 0, length, REGULAR_FILE);
    endOfList();
  }

  private RawSender(List<String> filters) {
    integer(VERSION);
    for (String filter : filters) {
      integer(filter.length());
      text(filter);
    }
    integer(0);
    entry(".", TOP_FOLDER, 0, FOLDER);
    endOfList();
  }

  /** A session of {@code --delete} that has nothing, and gives the receiver these filters. */
  static RawSender deletingEverything(String... filters) {
    return new RawSender(List.of(filters));
  }

  private void entry(String name, int flags, int length, int mode) {
    sent.write(LONG_NAME | flags);
    integer(name.length());
    text(name);
    integer(length);
    integer(1_600_000_000);
    integer(mode);
  }

  private void endOfList() {
    sent.write(0);
    integer(0); // no errors
    sent = new ByteArrayOutputStream();
  }

  /**
   * Has the receiver copy the beginning of its basis, byte by byte, and compare it with a guess.
   *
   * @param named the basis where it is {@link #BASIS_NAMED}
   */
  RawSender guess(int basis, String named, String guess) {
    head(basis, named, guess.length());
    for (int i = 0; i < guess.length(); i++) {
      integer(-(i + 1));
    }
    return end(guess);
  }

  /** Sends the file's content, asked for or not. */
  RawSender content(String content) {
    head(BASIS_ITSELF, "", 0);
    integer(content.length());
    text(content);
    return end(content);
  }

  private void head(int basis, String named, int blocks) {
    integer(0); // the first file of the list
    int flags = TRANSFER | BASIS_FOLLOWS | (named.isEmpty() ? 0 : NAME_FOLLOWS);
    sent.write(flags);
    sent.write(flags >> 8);
    sent.write(basis);
    if (!named.isEmpty()) {
      sent.write(named.length());
      text(named);
    }
    integer(blocks);
    integer(blocks == 0 ? 0 : 1); // bytes a block
    integer(2);
    integer(0);
  }

  private RawSender end(String content) {
    integer(0);
    try {
      sent.writeBytes(
          MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  /**
   * All that the receiver says, to its end: its messages, and which files it asks for, without what
   * differs from run to run. It is sent nothing before it has asked, so that the order is one.
   */
  String answer(List<String> receiver) {
    for (int i = 0; i < 4; i++) {
      integer(DONE);
    }
    try {
      Process process = new ProcessBuilder(receiver).start();
      CompletableFuture<byte[]> error =
          CompletableFuture.supplyAsync(() -> rest(process.getErrorStream()));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      try (OutputStream in = process.getOutputStream()) {
        in.write(list.toByteArray());
        in.flush();
        readToDone(process.getInputStream(), said);
        in.write(sent.toByteArray());
      } catch (IOException e) {
        // It has ended; what it said is there.
      }
      said.writeBytes(rest(process.getInputStream()));
      said.writeBytes(error.join());
      String text = said.toString(StandardCharsets.ISO_8859_1);
      return text.replaceAll("[0-9a-f]{16}/[^\"]*", "INCOMING");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** To what says that it asks for no more, after its version and a seed that differs. */
  private static void readToDone(InputStream stream, ByteArrayOutputStream said)
      throws IOException {
    byte[] beginning = stream.readNBytes(8);
    int done = 0;
    while (beginning.length == 8 && done < 4) {
      int next = stream.read();
      if (next < 0) {
        return;
      }
      said.write(next);
      done = next == 0xff ? done + 1 : 0;
    }
  }

  private static byte[] rest(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void integer(int value) {
    sent.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void text(String text) {
    sent.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
