package io.backupaccess.gateway.volume;

import java.nio.file.Path;

/** Volumes for tests to which it does not matter where these are. */
public final class SomeVolumes {
  private SomeVolumes() {}

  /** One that can only be read. */
  public static Volume served(String name) {
    return served(name, Access.READ_ONLY);
  }

  public static Volume served(String name, Access access) {
    return new Volume(new VolumeName(name), access, Place.of(Path.of("/volumes", name)));
  }

  public static Unserved unserved(String name) {
    return new Unserved(new VolumeName(name));
  }
}
