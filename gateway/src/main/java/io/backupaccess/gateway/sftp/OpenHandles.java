package io.backupaccess.gateway.sftp;

import io.backupaccess.gateway.sftp.SftpRequest.Handle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a session has open. */
final class OpenHandles {
  /** Something open. */
  sealed interface Opened {}

  /** A file, by its handle at the child. */
  record File(FileServer server, int child) implements Opened {}

  /** A folder of a volume, by its handle at the child. */
  record Folder(FileServer server, int child) implements Opened {}

  /**
   * The folder that shows the volumes.
   *
   * @param entries what it shows
   * @param next index of the next entry
   */
  record Top(List<FolderEntry> entries, int next) implements Opened {}

  private final Map<Handle, Opened> opened = new HashMap<>();
  private long next;

  /** Whether there may be one more. */
  void checkRoom() throws SftpStatusException {
    if (opened.size() >= FileServer.MOST_HANDLES) {
      throw new SftpStatusException(SftpStatus.FAILURE, "too many open files");
    }
  }

  Handle add(Opened thing) {
    Handle handle = new Handle(next++);
    opened.put(handle, thing);
    return handle;
  }

  void replace(Handle handle, Opened thing) {
    opened.put(handle, thing);
  }

  Opened get(Handle handle) throws SftpStatusException {
    return existing(opened.get(handle));
  }

  Opened remove(Handle handle) throws SftpStatusException {
    return existing(opened.remove(handle));
  }

  private static Opened existing(@Nullable Opened thing) throws SftpStatusException {
    if (thing == null) {
      throw new SftpStatusException(SftpStatus.FAILURE, "no such handle");
    }
    return thing;
  }
}
