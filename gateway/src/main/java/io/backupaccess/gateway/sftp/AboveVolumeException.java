package io.backupaccess.gateway.sftp;

/** A path that leads by {@code ..} from a volume to the folder that shows it. */
final class AboveVolumeException extends SftpStatusException {
  private static final long serialVersionUID = 1L;

  private final transient VirtualPath rest;

  AboveVolumeException(VirtualPath rest) {
    super(SftpStatus.NO_SUCH_FILE);
    this.rest = rest;
  }

  /** Where it goes from there. */
  VirtualPath rest() {
    return rest;
  }
}
