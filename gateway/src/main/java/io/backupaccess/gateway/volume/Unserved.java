package io.backupaccess.gateway.volume;

import java.util.Optional;

/**
 * A volume that cannot be served now. It is never absent or empty: a client with {@code --delete}
 * would delete its copy. Whatever is asked of it, the answer is that it is not available.
 *
 * @param name the first element of its paths
 * @param isListed whether it is part of what pulls see
 */
public record Unserved(VolumeName name, boolean isListed) implements Granted {

  /** One of which no more is known: pulls see it, and are refused. */
  public Unserved(VolumeName name) {
    this(name, true);
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public Optional<Volume> readable() {
    return Optional.empty();
  }
}
