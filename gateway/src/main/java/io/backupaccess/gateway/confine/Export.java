package io.backupaccess.gateway.confine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A folder that a child may read, with everything beneath it.
 *
 * @param mount absolute path of a folder whose parents are trusted
 * @param folder a folder beneath {@code mount}, relative; the launcher opens it following no
 *     symbolic link, because the volume's owner may put one there; null: the mount itself
 */
public record Export(String mount, @Nullable String folder) {

  /** Checks what can be checked without the file system. */
  public Export {
    if (!mount.startsWith("/") || mount.contains("//") || (mount.equals("/") && folder != null)) {
      throw new IllegalArgumentException("a mount needs an absolute path: " + mount);
    }
    if (mount.endsWith("/") && mount.length() > 1) {
      mount = mount.substring(0, mount.length() - 1);
    }
    if (folder != null && (folder.isEmpty() || !isPlainRelative(folder))) {
      throw new IllegalArgumentException(
          "a folder needs a relative path without empty, '.' or '..' elements: " + folder);
    }
  }

  /** The folder's path, which the volume's owner may since have turned into something else. */
  public String path() {
    return folder == null ? mount : mount + "/" + folder;
  }

  String option() {
    // "//" separates what is trusted from what is not; it occurs in neither.
    return "--export=" + Armour.encode(folder == null ? mount : mount + "//" + folder);
  }

  private static boolean isPlainRelative(String folder) {
    return Arrays.stream(folder.split("/", -1))
        .noneMatch(element -> element.isEmpty() || element.equals(".") || element.equals(".."));
  }
}
