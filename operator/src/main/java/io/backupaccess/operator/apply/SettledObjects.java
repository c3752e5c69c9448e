package io.backupaccess.operator.apply;

import io.backupaccess.operator.observe.BoundedMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/**
 * Remembers of which version of an object it is known that a further write would change nothing, so
 * that it is neither compared nor, where the API server keeps saying otherwise, written again and
 * again. What is forgotten is compared once more.
 */
final class SettledObjects {

  private static final int MAX_OBJECTS = 50_000;

  private final Map<String, Settled> byUid = BoundedMap.of(MAX_OBJECTS);

  private record Settled(String resourceVersion, String hash) {
    static Settled of(HasMetadata object, String hash) {
      return new Settled(object.getMetadata().getResourceVersion(), hash);
    }
  }

  void add(HasMetadata live, String hash) {
    byUid.put(live.getMetadata().getUid(), Settled.of(live, hash));
  }

  boolean contains(HasMetadata live, String hash) {
    return Settled.of(live, hash).equals(byUid.get(live.getMetadata().getUid()));
  }
}
