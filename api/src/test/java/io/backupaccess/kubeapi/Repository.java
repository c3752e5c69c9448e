package io.backupaccess.kubeapi;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the files of this repository, whichever of its folders a test is started in. */
public final class Repository {

  private static final Path ROOT = findRoot();

  private Repository() {}

  /** A file or folder by its path from the root of the repository. */
  public static Path path(String relative) {
    return ROOT.resolve(relative);
  }

  private static Path findRoot() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("crds")) && Files.isDirectory(folder.resolve("dev"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "Not inside the repository: no parent of this folder holds crds/ and dev/");
  }
}
