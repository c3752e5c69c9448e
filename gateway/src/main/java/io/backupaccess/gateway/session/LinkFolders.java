package io.backupaccess.gateway.session;

import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gateway.volume.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The virtual roots: private folders with a symbolic link for each volume, so that the paths of a
 * command begin with the volumes' names.
 *
 * <p>Transfers of the same volumes share one while they run. rsync names the folder in its
 * messages, so its name depends on the links alone: what a key is told does not vary from pull to
 * pull. Nobody can guess it, because the kernel's confinement does not hide whether a path exists.
 */
final class LinkFolders {
  private static final Logger LOG = LoggerFactory.getLogger(LinkFolders.class);
  private static final String PREFIX = "root-";
  private static final String EMPTY = "empty";
  private static final int NAME_BYTES = 12;

  private final Path directory;
  private final byte[] secret = new byte[32];
  private final Map<Path, Integer> users = new HashMap<>();

  /**
   * LinkFolders in this directory, which is cleared of what a gateway that did not end well has
   * left.
   */
  LinkFolders(Path directory) throws IOException {
    this.directory = directory;
    new SecureRandom().nextBytes(secret);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
      left.forEach(LinkFolders::remove);
    }
  }

  /** The linkFolder with links to these, for as long as one of its users has not closed it. */
  synchronized LinkFolder make(List<Volume> links) throws IOException {
    Path folder = directory.resolve(PREFIX + name(links));
    if (!users.containsKey(folder)) {
      make(folder, links);
    }
    users.merge(folder, 1, Integer::sum);
    return new LinkFolder(folder);
  }

  /** These volumes as they are shown where nothing of them can be read: each is an empty folder. */
  List<Volume> emptied(List<Volume> volumes) throws IOException {
    Path elsewhere = directory.resolve(EMPTY);
    Files.createDirectories(elsewhere);
    return volumes.stream()
        .map(volume -> new Volume(volume.name(), volume.access(), Place.of(elsewhere)))
        .toList();
  }

  private String name(List<Volume> links) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      for (Volume link : links) {
        String line = link.name() + "\0" + link.place().path() + "\0";
        mac.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(mac.doFinal(), 0, NAME_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC with SHA-256", e);
    }
  }

  private static void make(Path folder, List<Volume> links) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      for (Volume link : links) {
        Files.createSymbolicLink(folder.resolve(link.name().value()), link.place().path());
      }
    } catch (IOException | RuntimeException e) {
      remove(folder);
      throw e;
    }
  }

  private static void remove(Path folder) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
      for (Path link : links) {
        Files.deleteIfExists(link);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("folder", folder).setCause(e).log("a virtual root remains");
    }
  }

  private synchronized void release(Path folder) {
    if (users.merge(folder, -1, Integer::sum) == 0) {
      users.remove(folder);
      remove(folder);
    }
  }

  /** A virtual root in use. */
  final class LinkFolder implements AutoCloseable {
    private final Path folder;

    private LinkFolder(Path folder) {
      this.folder = folder;
    }

    Path folder() {
      return folder;
    }

    @Override
    public void close() {
      release(folder);
    }
  }
}
