package io.backupaccess.gateway.sftp;

/** The extensions that are served, OpenSSH's file PROTOCOL, sections 4.3 to 4.8. */
final class Extension {
  static final String LIMITS = "limits@openssh.com";
  static final String STATVFS = "statvfs@openssh.com";
  static final String FSTATVFS = "fstatvfs@openssh.com";

  private Extension() {}
}
