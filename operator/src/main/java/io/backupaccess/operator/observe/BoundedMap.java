package io.backupaccess.operator.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets what was put into it first once it holds too much, so that nothing that others
 * make again and again lets it grow.
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int limit;

  private BoundedMap(int limit) {
    this.limit = limit;
  }

  /**
   * An empty one, for any thread.
   *
   * @param limit of its entries
   */
  public static <K, V> Map<K, V> of(int limit) {
    return Collections.synchronizedMap(new BoundedMap<>(limit));
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > limit;
  }
}
