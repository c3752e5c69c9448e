package io.backupaccess.gateway.sftp;

import io.backupaccess.gateway.sftp.SftpRequest.Handle;

/**
 * The parser of what clients send: an allow-list. What follows the fields of a request is ignored,
 * as OpenSSH does.
 */
public final class SftpRequests {
  /** Longest packet, without its length field, as with OpenSSH. */
  public static final int LONGEST = 256 * 1024;

  private static final int OPEN_READ = 1;
  private static final int HANDLE_LENGTH = 8;

  private SftpRequests() {}

  /**
   * The request in a packet.
   *
   * @param packet its type and what follows, without the length field
   * @throws MalformedPacketException when it holds none; the message is for the log
   */
  public static SftpRequest parse(byte[] packet) throws MalformedPacketException {
    if (packet.length > LONGEST) {
      throw new MalformedPacketException("a packet is longer than " + LONGEST + " bytes");
    }
    PacketReader fields = new PacketReader(packet);
    int type = fields.unsignedByte();
    if (type == PacketType.INIT) {
      return new SftpRequest.Init(Integer.toUnsignedLong(fields.number()));
    }
    return parse(type, fields.number(), fields);
  }

  private static SftpRequest parse(int type, int id, PacketReader fields)
      throws MalformedPacketException {
    return switch (type) {
      case PacketType.OPEN -> open(id, fields);
      case PacketType.OPENDIR -> new SftpRequest.OpenFolder(id, path(fields));
      case PacketType.STAT -> new SftpRequest.Stat(id, path(fields));
      case PacketType.LSTAT -> new SftpRequest.LinkStat(id, path(fields));
      case PacketType.READLINK -> new SftpRequest.ReadLink(id, path(fields));
      case PacketType.REALPATH -> new SftpRequest.RealPath(id, path(fields));
      case PacketType.READ ->
          new SftpRequest.Read(
              id, handle(fields), fields.longNumber(), Integer.toUnsignedLong(fields.number()));
      case PacketType.READDIR -> new SftpRequest.ReadFolder(id, handle(fields));
      case PacketType.FSTAT -> new SftpRequest.HandleStat(id, handle(fields));
      case PacketType.CLOSE -> new SftpRequest.Close(id, handle(fields));
      case PacketType.EXTENDED -> extended(id, fields);
      case PacketType.WRITE,
          PacketType.SETSTAT,
          PacketType.FSETSTAT,
          PacketType.REMOVE,
          PacketType.MKDIR,
          PacketType.RMDIR,
          PacketType.RENAME,
          PacketType.SYMLINK ->
          new SftpRequest.Change(id);
      default -> new SftpRequest.Unknown(id);
    };
  }

  /** Any flag but that for reading, one of a later draft included, asks for a change. */
  private static SftpRequest open(int id, PacketReader fields) throws MalformedPacketException {
    VirtualPath path = path(fields);
    return fields.number() == OPEN_READ
        ? new SftpRequest.Open(id, path)
        : new SftpRequest.Change(id);
  }

  private static SftpRequest extended(int id, PacketReader fields) throws MalformedPacketException {
    return switch (fields.string()) {
      case Extension.LIMITS -> new SftpRequest.Limits(id);
      case Extension.STATVFS -> new SftpRequest.SpaceAt(id, path(fields));
      case Extension.FSTATVFS -> new SftpRequest.SpaceOf(id, handle(fields));
      default -> new SftpRequest.Unknown(id);
    };
  }

  private static VirtualPath path(PacketReader fields) throws MalformedPacketException {
    String path = fields.string();
    if (path.indexOf('\0') >= 0) {
      throw new MalformedPacketException("a path contains a NUL byte");
    }
    return VirtualPath.parse(path);
  }

  private static Handle handle(PacketReader fields) throws MalformedPacketException {
    String handle = fields.string();
    if (handle.length() != HANDLE_LENGTH) {
      return Handle.FOREIGN;
    }
    long number = 0;
    for (int i = 0; i < HANDLE_LENGTH; i++) {
      number = number << 8 | handle.charAt(i);
    }
    return new Handle(number);
  }
}
