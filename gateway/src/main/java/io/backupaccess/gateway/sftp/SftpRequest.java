package io.backupaccess.gateway.sftp;

/** What a client may send, as far as the answer depends on it. */
public sealed interface SftpRequest {

  /** The first packet, and only the first. */
  record Init(long version) implements SftpRequest {}

  /** Every other packet. */
  sealed interface Numbered extends SftpRequest {
    /** The number that the client knows its reply by. */
    int id();
  }

  /** A request about what a path names. */
  sealed interface OfPath extends Numbered {
    /** Where in the virtual root. */
    VirtualPath path();
  }

  /** A request about what was opened. */
  sealed interface OfHandle extends Numbered {
    /** The handle, which need not exist. */
    Handle handle();
  }

  /** SSH_FXP_OPEN for reading alone; its attributes mean nothing then. */
  record Open(int id, VirtualPath path) implements OfPath {}

  /** SSH_FXP_OPENDIR. */
  record OpenFolder(int id, VirtualPath path) implements OfPath {}

  /** SSH_FXP_STAT. */
  record Stat(int id, VirtualPath path) implements OfPath {}

  /** SSH_FXP_LSTAT. */
  record LinkStat(int id, VirtualPath path) implements OfPath {}

  /** SSH_FXP_READLINK. */
  record ReadLink(int id, VirtualPath path) implements OfPath {}

  /** SSH_FXP_REALPATH. */
  record RealPath(int id, VirtualPath path) implements OfPath {}

  /** The extension {@code statvfs@openssh.com}. */
  record SpaceAt(int id, VirtualPath path) implements OfPath {}

  /**
   * SSH_FXP_READ.
   *
   * @param offset any 64 bits, which SFTP reads as unsigned
   * @param length any 32 bits, unsigned; a server may send less
   */
  record Read(int id, Handle handle, long offset, long length) implements OfHandle {}

  /** SSH_FXP_READDIR. */
  record ReadFolder(int id, Handle handle) implements OfHandle {}

  /** SSH_FXP_FSTAT. */
  record HandleStat(int id, Handle handle) implements OfHandle {}

  /** The extension {@code fstatvfs@openssh.com}. */
  record SpaceOf(int id, Handle handle) implements OfHandle {}

  /** SSH_FXP_CLOSE. */
  record Close(int id, Handle handle) implements OfHandle {}

  /** The extension {@code limits@openssh.com}. */
  record Limits(int id) implements Numbered {}

  /** Whatever would change something. Nothing else of it is looked at. */
  record Change(int id) implements Numbered {}

  /** A type or an extension that is not served. */
  record Unknown(int id) implements Numbered {}

  /**
   * Something opened, as its client knows it.
   *
   * @param number the first is 0, and none is given twice in a session; negative: no handle of ours
   */
  record Handle(long number) {
    static final Handle FOREIGN = new Handle(-1);
  }
}
