package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.file.Path;

/** Places by real paths: rsync stays in its own working directory only if it knows that by one. */
public final class RealPlace {
  private RealPlace() {}

  /** The same place. The mount's path alone may hold links: its folder is opened following none. */
  public static Place of(Place place) {
    return new Place(of(place.mount()), place.folder());
  }

  /** The same folder; what does not exist stays as it is, for the launcher to find so. */
  public static Path of(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }
}
