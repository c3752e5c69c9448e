package io.backupaccess.gateway.sftp;

/**
 * What the kernel says about a file.
 *
 * @param mode kind and permissions, {@code st_mode}
 * @param accessed seconds since 1970
 * @param modified seconds since 1970
 */
record FileAttributes(
    long size, int mode, int owner, int group, int accessed, int modified, int links) {
  private static final int KIND = 0170000;
  private static final int FOLDER = 0040000;

  /** Of the folder that shows the volumes, which no file system holds. */
  static FileAttributes top(int began) {
    return new FileAttributes(0, FOLDER | 0555, 0, 0, began, began, 2);
  }

  int kind() {
    return mode & KIND;
  }
}
