package io.backupaccess.gateway.volume;

import java.util.Optional;

/**
 * A volume as it is served now.
 *
 * @param name the first element of its paths
 * @param access what keys that are granted it may do with it
 * @param place where its contents are
 */
public record Volume(VolumeName name, Access access, Place place) implements Granted {

  @Override
  public boolean isListed() {
    return access.mode().isListed();
  }

  @Override
  public boolean isWritable() {
    return access.mode().permitsWriting();
  }

  @Override
  public Optional<Volume> readable() {
    return access.mode().permitsReading() ? Optional.of(this) : Optional.empty();
  }

  /** The same for a key that may only read it. */
  public Volume forReading() {
    return new Volume(name, Access.READ_ONLY, place);
  }

  /**
   * Whether it is the same volume in the same place, and what was allowed there in this direction
   * is allowed still. A push compares what it may read.
   */
  boolean stillAllows(Direction direction, Volume earlier) {
    return name.equals(earlier.name)
        && place.equals(earlier.place)
        && switch (direction) {
          case PULL -> access.mode().permitsReading();
          case PUSH ->
              access.mode().permitsWriting()
                  && (access.mode().permitsReading() || !earlier.access.mode().permitsReading())
                  && access.changes().containsAll(earlier.access.changes());
        };
  }
}
