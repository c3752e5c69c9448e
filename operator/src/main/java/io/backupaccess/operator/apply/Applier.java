package io.backupaccess.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.LiveObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Server-side apply of what is desired, and only where the live object does not say it already. It
 * never deletes, and never touches an object that belongs to something else.
 */
public final class Applier {

  /**
   * The owner of the fields, in {@code managedFields}; of what is created, because the client's
   * {@code User-Agent} says so.
   */
  public static final String FIELD_MANAGER = "backup-access-operator";

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private static final PatchContext REPLACE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager(FIELD_MANAGER)
          .build();

  private final KubernetesClient client;
  private final KubernetesClient forCaches;
  private final LiveObjects live;
  private final KubernetesSerialization json;
  private final SettledObjects settled = new SettledObjects();

  private sealed interface Result {
    record UpToDate() implements Result {}

    record Written(HasMetadata answer) implements Result {}

    record Foreign() implements Result {}
  }

  /**
   * @param forCaches leaves out of the answers what the caches do not hold; whose the fields are,
   *     only the other client tells
   */
  public Applier(KubernetesClient client, KubernetesClient forCaches, LiveObjects live) {
    this.client = client;
    this.forCaches = forCaches;
    this.live = live;
    this.json = client.getKubernetesSerialization();
  }

  /**
   * Applies the objects in their order; one that is rejected does not hold up the others. Only pods
   * stop without their configuration: an older one, or somebody else's, must not stay in force.
   *
   * @return what was written, as the API server answered
   */
  public List<HasMetadata> apply(List<HasMetadata> desired, Attempts attempts) {
    List<HasMetadata> written = new ArrayList<>();
    boolean configured = true;
    for (HasMetadata object : desired) {
      HasMetadata wanted = configured ? object : WithoutPods.of(object);
      boolean settles = apply(wanted, written, attempts);
      if (object instanceof ConfigMap) {
        configured = settles;
      }
    }
    return written;
  }

  /** Whether the object is as desired, or will be by itself. */
  private boolean apply(HasMetadata object, List<HasMetadata> written, Attempts attempts) {
    Optional<Result> result = attempts.attempt(object, () -> apply(object));
    if (result.isEmpty()) {
      return attempts.lastMayPass();
    }
    return switch (result.get()) {
      case Result.UpToDate upToDate -> true;
      case Result.Written(HasMetadata answer) -> written.add(answer);
      case Result.Foreign foreign -> {
        attempts.reject(
            "NameTaken",
            Attempts.describe(object) + " belongs to something else; remove or rename it");
        yield false;
      }
    };
  }

  private Result apply(HasMetadata object) {
    ObjectNode tree = json.convertValue(object, ObjectNode.class);
    String hash = Names.hash(tree.toString()).substring(0, 32);
    Optional<HasMetadata> seen = live.seen(object);
    if (seen.isPresent()) {
      return change(object, tree, hash, seen.get());
    }
    HasMetadata stamped = stamped(object, hash);
    Optional<HasMetadata> created = Creation.create(forCaches, stamped);
    if (created.isPresent()) {
      return written(created.get(), hash, seen);
    }
    Optional<HasMetadata> found = live.read(object);
    return found.isPresent()
        ? change(object, tree, hash, found.get())
        : written(forCaches.resource(stamped).patch(APPLY), hash, found);
  }

  private Result change(HasMetadata object, JsonNode tree, String hash, HasMetadata before) {
    if (!sameOwner(object, before)) {
      return new Result.Foreign();
    }
    if (upToDate(tree, hash, before)) {
      return new Result.UpToDate();
    }
    HasMetadata stamped = stamped(object, hash);
    boolean changedByOthers = hash.equals(appliedHash(before));
    Optional<HasMetadata> current =
        changedByOthers ? Optional.of(putBack(stamped)) : live.read(stamped);
    current.ifPresent(this::own);
    return written(forCaches.resource(stamped).patch(APPLY), hash, Optional.of(before));
  }

  private HasMetadata stamped(HasMetadata object, String hash) {
    HasMetadata stamped = json.clone(object);
    stamped.getMetadata().getAnnotations().put(Labels.DESIRED_HASH, hash);
    return stamped;
  }

  private Result written(HasMetadata answer, String hash, Optional<HasMetadata> before) {
    settled.add(answer, hash);
    live.applied(answer, before);
    return new Result.Written(answer);
  }

  private boolean upToDate(JsonNode desired, String hash, HasMetadata before) {
    if (settled.contains(before, hash)) {
      return true;
    }
    boolean same =
        hash.equals(appliedHash(before))
            && Drift.none(desired, json.convertValue(before, JsonNode.class));
    if (same) {
      settled.add(before, hash);
    }
    return same;
  }

  /**
   * Replaces the lists that others changed, each as a whole: apply alone leaves them an entry that
   * they added.
   */
  private HasMetadata putBack(HasMetadata stamped) {
    return client.resource(stamped).patch(REPLACE, stamped);
  }

  /**
   * Takes what was created or put back for applied. Else apply could not take it away again, and
   * what the API server adds to a creation by default would stay for ever.
   */
  private void own(HasMetadata current) {
    FieldOwners.asApplied(current.getMetadata().getManagedFields(), FIELD_MANAGER)
        .ifPresent(
            entries -> {
              HasMetadata owned = json.clone(current);
              owned.getMetadata().setManagedFields(entries);
              client.resource(current).patch(REPLACE, owned);
            });
  }

  private static @Nullable String appliedHash(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Labels.DESIRED_HASH);
  }

  private static boolean sameOwner(HasMetadata desired, HasMetadata before) {
    String uid = desired.getMetadata().getOwnerReferences().getFirst().getUid();
    return before.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> uid.equals(owner.getUid()));
  }
}
