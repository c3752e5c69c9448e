package io.backupaccess.gateway.sftp;

import io.backupaccess.gateway.sftp.VirtualTree.Inside;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The confined child that reads files for a session, {@code launcher/file_server.c}, which
 * describes what is exchanged. What it answers is checked: it works on what the volumes' owners
 * prepared.
 */
public final class FileServer {
  /** Most bytes of one read. */
  static final int MOST_READ = 255 * 1024;

  /** Most handles at a time. */
  static final int MOST_HANDLES = 100;

  /** Longest path; the kernel takes no longer one. */
  private static final int LONGEST_PATH = 4095;

  private static final int LONGEST_REPLY = 256 * 1024 + 64;

  private enum Request {
    OPEN(1),
    OPENDIR(2),
    STAT(3),
    LSTAT(4),
    READLINK(5),
    STATVFS(6),
    REALPATH(7),
    READ(16),
    READDIR(17),
    FSTAT(18),
    FSTATVFS(19),
    CLOSE(20);

    private final int code;

    Request(int code) {
      this.code = code;
    }
  }

  private static final Inside NOWHERE = new Inside("", Optional.empty(), 0, "");

  private final InputStream replies;
  private final OutputStream requests;
  private final boolean elsewhere;
  private boolean failed;

  private FileServer(InputStream replies, OutputStream requests, boolean elsewhere) {
    this.replies = replies;
    this.requests = requests;
    this.elsewhere = elsewhere;
  }

  /**
   * A child whose streams these are. The session cannot go on without it.
   *
   * @param replies its standard output
   * @param requests its standard input
   */
  public static FileServer here(InputStream replies, OutputStream requests) {
    return new FileServer(replies, requests, false);
  }

  /** A child of a reader, without which the volumes of other places are served on. */
  public static FileServer elsewhere(InputStream replies, OutputStream requests) {
    return new FileServer(replies, requests, true);
  }

  /** Whether it will answer nothing more. */
  public boolean hasFailed() {
    return failed;
  }

  int open(Inside target) throws SftpStatusException, IOException {
    return ask(Request.OPEN, target, ByteBuffer::getInt);
  }

  int openFolder(Inside target) throws SftpStatusException, IOException {
    return ask(Request.OPENDIR, target, ByteBuffer::getInt);
  }

  /** Attributes of a file, links in its volume followed. */
  FileAttributes stat(Inside target) throws SftpStatusException, IOException {
    return ask(Request.STAT, target, FileServer::attributes);
  }

  /** Attributes of a file, be it a link. */
  FileAttributes linkStat(Inside target) throws SftpStatusException, IOException {
    return ask(Request.LSTAT, target, FileServer::attributes);
  }

  FileAttributes stat(int handle) throws SftpStatusException, IOException {
    return ask(Request.FSTAT, handle, FileServer::attributes);
  }

  /** What the link says, whether or not that exists or lies in a volume. */
  String readLink(Inside target) throws SftpStatusException, IOException {
    return ask(Request.READLINK, target, reply -> string(reply, reply.remaining()));
  }

  /** The path from the volume on, without links; its last name need not exist. */
  String realPath(Inside target) throws SftpStatusException, IOException {
    return ask(Request.REALPATH, target, reply -> string(reply, reply.remaining()));
  }

  Space space(Inside target) throws SftpStatusException, IOException {
    return ask(Request.STATVFS, target, FileServer::space);
  }

  Space space(int handle) throws SftpStatusException, IOException {
    return ask(Request.FSTATVFS, handle, FileServer::space);
  }

  /** Up to that many bytes; none only if none were asked for. */
  ByteBuffer read(int handle, long offset, int length) throws SftpStatusException, IOException {
    ByteBuffer request = request(Request.READ, 16);
    request.putInt(handle).putLong(offset).putInt(length);
    return ask(request, NOWHERE, ByteBuffer::slice);
  }

  /** The next names, at least one. */
  List<FolderEntry> readFolder(int handle) throws SftpStatusException, IOException {
    return ask(Request.READDIR, handle, FileServer::entries);
  }

  void close(int handle) throws SftpStatusException, IOException {
    ask(Request.CLOSE, handle, reply -> reply);
  }

  private <T> T ask(Request kind, int handle, Function<ByteBuffer, T> reading)
      throws SftpStatusException, IOException {
    return ask(request(kind, Integer.BYTES).putInt(handle), NOWHERE, reading);
  }

  private <T> T ask(Request kind, Inside target, Function<ByteBuffer, T> reading)
      throws SftpStatusException, IOException {
    byte[] path = target.path().getBytes(StandardCharsets.ISO_8859_1);
    if (path.length > LONGEST_PATH) {
      throw new SftpStatusException(SftpStatus.NO_SUCH_FILE);
    }
    ByteBuffer request = request(kind, Short.BYTES + path.length);
    return ask(request.putShort((short) target.index()).put(path), target, reading);
  }

  private static ByteBuffer request(Request kind, int length) {
    return ByteBuffer.allocate(5 + length).putInt(1 + length).put((byte) kind.code);
  }

  private <T> T ask(ByteBuffer request, Inside target, Function<ByteBuffer, T> reading)
      throws SftpStatusException, IOException {
    try {
      return asked(request, target, reading);
    } catch (FileServerException e) {
      failed = true;
      if (elsewhere) {
        throw new SftpStatusException(SftpStatus.FAILURE, "the volume is not available now");
      }
      throw e;
    }
  }

  private <T> T asked(ByteBuffer request, Inside target, Function<ByteBuffer, T> reading)
      throws SftpStatusException, IOException {
    if (failed) {
      throw new FileServerException("the child has ended");
    }
    ByteBuffer reply;
    try {
      requests.write(request.array(), request.arrayOffset(), request.position());
      requests.flush();
      reply = reply();
    } catch (FileServerException e) {
      throw e;
    } catch (IOException e) {
      throw new FileServerException(e);
    }
    try {
      check(reply, target);
      return reading.apply(reply);
    } catch (BufferUnderflowException e) {
      throw new FileServerException("the child's reply ends too soon");
    }
  }

  private ByteBuffer reply() throws IOException {
    byte[] header = replies.readNBytes(Integer.BYTES);
    if (header.length < Integer.BYTES) {
      throw new FileServerException("the child has ended");
    }
    int length = ByteBuffer.wrap(header).getInt();
    if (length < 1 || length > LONGEST_REPLY) {
      throw new FileServerException("the child's reply has a length of " + length);
    }
    byte[] reply = new byte[length];
    if (replies.readNBytes(reply, 0, length) < length) {
      throw new FileServerException("the child has ended");
    }
    return ByteBuffer.wrap(reply);
  }

  private static void check(ByteBuffer reply, Inside target)
      throws SftpStatusException, FileServerException {
    byte status = reply.get();
    switch (status) {
      case 0 -> {}
      case 1 -> throw new SftpStatusException(SftpStatus.EOF);
      case 2 -> throw new SftpStatusException(SftpStatus.NO_SUCH_FILE);
      case 3 -> throw new SftpStatusException(SftpStatus.PERMISSION_DENIED);
      case 4 -> throw new SftpStatusException(SftpStatus.FAILURE);
      case 100 -> throw unavailable(target.name());
      case 101 -> throw new SftpStatusException(SftpStatus.FAILURE, "not a regular file");
      case 102 -> throw new SftpStatusException(SftpStatus.FAILURE, "too many open files");
      case 103 -> throw above(target.path(), Short.toUnsignedInt(reply.getShort()));
      default -> throw new FileServerException("the child's reply has the status " + status);
    }
  }

  /** The child tells how long the rest is, so that it cannot name another. */
  private static AboveVolumeException above(String path, int rest) throws FileServerException {
    if (rest >= path.length()) {
      throw new FileServerException("the child's reply names a rest of " + rest);
    }
    return new AboveVolumeException(VirtualPath.parse(path.substring(path.length() - rest)));
  }

  static SftpStatusException unavailable(String volume) {
    return new SftpStatusException(
        SftpStatus.FAILURE, "volume " + volume + " is not available now");
  }

  private static FileAttributes attributes(ByteBuffer reply) {
    return new FileAttributes(
        reply.getLong(),
        reply.getInt(),
        reply.getInt(),
        reply.getInt(),
        reply.getInt(),
        reply.getInt(),
        reply.getInt());
  }

  private static Space space(ByteBuffer reply) {
    return new Space(
        reply.getLong(),
        reply.getLong(),
        reply.getLong(),
        reply.getLong(),
        reply.getLong(),
        reply.getLong(),
        reply.getLong(),
        reply.getLong());
  }

  private static List<FolderEntry> entries(ByteBuffer reply) {
    List<FolderEntry> entries = new ArrayList<>();
    while (reply.hasRemaining()) {
      String name = string(reply, Short.toUnsignedInt(reply.getShort()));
      entries.add(new FolderEntry(name, attributes(reply)));
    }
    return entries;
  }

  private static String string(ByteBuffer reply, int length) {
    byte[] bytes = new byte[length];
    reply.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
