package io.backupaccess.gateway.volume;

import java.util.Optional;

/** A volume that a key is granted, whether or not it can be served now. */
public sealed interface Granted permits Volume, Unserved {

  /** The first element of its paths. */
  VolumeName name();

  /** Whether it is part of what pulls see, be it that they are refused. */
  boolean isListed();

  /** Whether pushes to it are allowed, be it that they are refused for now. */
  boolean isWritable();

  /** The volume for pulls; empty: they are not allowed, or not possible now. */
  Optional<Volume> readable();
}
