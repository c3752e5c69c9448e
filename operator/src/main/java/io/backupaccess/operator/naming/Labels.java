package io.backupaccess.operator.naming;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The labels and annotations by which the operator and its users find things. */
public final class Labels {

  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String OPERATOR = "backup-access";
  public static final String NAME = "app.kubernetes.io/name";
  public static final String GATEWAY = "backup-access-gateway";
  public static final String READER = "backup-access-reader";
  public static final String INSTANCE = "app.kubernetes.io/instance";

  /** Label with the name of a reader, on all that is made for it. */
  public static final String READER_ID = "backupaccess.io/reader";

  /** Annotation with the resource's name, which may be too long for a label. */
  public static final String ACCESS = "backupaccess.io/access";

  /** Label of a Secret of its owner's that may be used as a host key, with the value "true". */
  public static final String HOST_KEYS = "backupaccess.io/host-keys";

  /** Annotation on the namespace that admits the tiers which read every file. */
  public static final String ALLOW_READ_ALL = "backupaccess.io/allow-read-all";

  /** Annotation on the namespace that admits volumes which can be written to. */
  public static final String ALLOW_WRITES = "backupaccess.io/allow-writes";

  /** Annotation with the hash of what was applied. */
  public static final String DESIRED_HASH = "backupaccess.io/desired-hash";

  /** Annotation that accepts the loss of a host key, with the lost key's fingerprint as value. */
  public static final String ACCEPT_LOST_HOST_KEY = "backupaccess.io/accept-lost-host-key";

  /**
   * Annotation that lets clients read other claims under names that they know, as {@code NAME=UID}
   * of volume and claim, several with commas between them.
   */
  public static final String ACCEPT_CLAIM = "backupaccess.io/accept-claim";

  private Labels() {}

  /** On every object made for the resource. */
  public static Map<String, String> of(Names names) {
    Map<String, String> labels = new TreeMap<>(selector(names));
    labels.put(MANAGED_BY, OPERATOR);
    return labels;
  }

  /** What selects the gateway's pods. */
  public static Map<String, String> selector(Names names) {
    return new TreeMap<>(Map.of(NAME, GATEWAY, INSTANCE, names.instance()));
  }

  /** On every object made for the readers of the resource. */
  public static Map<String, String> ofReaders(Names names) {
    Map<String, String> labels = new TreeMap<>(selectorOfReaders(names));
    labels.put(MANAGED_BY, OPERATOR);
    return labels;
  }

  /** What selects the pods of all readers, and none of the gateway. */
  public static Map<String, String> selectorOfReaders(Names names) {
    return new TreeMap<>(Map.of(NAME, READER, INSTANCE, names.instance()));
  }

  /** On every object made for one reader. */
  public static Map<String, String> ofReader(Names names, String id) {
    Map<String, String> labels = ofReaders(names);
    labels.put(READER_ID, id);
    return labels;
  }

  /** What selects the pods of one reader. */
  public static Map<String, String> selectorOfReader(Names names, String id) {
    Map<String, String> labels = selectorOfReaders(names);
    labels.put(READER_ID, id);
    return labels;
  }

  /** The name of the reader that the object is made for; empty: it is made for none. */
  public static Optional<String> reader(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && READER.equals(labels.get(NAME))
        ? Optional.ofNullable(labels.get(READER_ID))
        : Optional.empty();
  }

  /** On every object made for the resource, so that its events find the way back. */
  public static Map<String, String> annotations(BackupAccess resource) {
    return new TreeMap<>(Map.of(ACCESS, resource.getMetadata().getName()));
  }
}
