package io.backupaccess.operator.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod that is to have claims.
 *
 * @param pin null: wherever the scheduler likes
 * @param claims by name, in the order of the volumes
 */
record Place(@Nullable PinnedNode pin, Set<String> claims) {

  Place(@Nullable PinnedNode pin, Collection<String> claims) {
    this(pin, Collections.unmodifiableSet(new LinkedHashSet<>(claims)));
  }
}
