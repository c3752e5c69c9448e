package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.ClaimStatus;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What should be, for one resource and one set of facts.
 *
 * @param keys the entries in force; an entry with a problem is not among them
 * @param volumes every entry of {@code spec.volumes}, served or not
 * @param problems with the resource and the Secrets it names, in the resource's order; those of
 *     volumes are with the volumes
 * @param nextHostKeys the key that is published before it is used; null: none is named
 * @param configurationDigest what the gateway reports once it has taken the configuration
 * @param route on which way clients come
 * @param readers of the gateway, those that are on their way out included
 * @param yields pods that have to go at once, after that
 * @param objects to apply, in this order
 * @param updateAt when a new pod takes the place of the present one even if that runs transfers
 *     still; null: none is to
 * @param claims what clients know by the names of volumes, once this is served
 */
public record GatewayPlan(
    Names names,
    List<PlannedKey> keys,
    List<PlannedVolume> volumes,
    List<Problem> problems,
    Operation operation,
    HostKeys hostKeys,
    @Nullable HostKeys nextHostKeys,
    String configurationDigest,
    ClientRoute route,
    List<PlannedReader> readers,
    List<Yield> yields,
    List<HasMetadata> objects,
    @Nullable Instant updateAt,
    List<ClaimStatus> claims) {
  public GatewayPlan {
    keys = List.copyOf(keys);
    volumes = List.copyOf(volumes);
    problems = List.copyOf(problems);
    readers = List.copyOf(readers);
    yields = List.copyOf(yields);
    objects = List.copyOf(objects);
    claims = List.copyOf(claims);
  }

  /** Whether any claim can be written to. */
  public boolean writes() {
    return volumes.stream()
        .anyMatch(
            volume ->
                volume instanceof PlannedVolume.Served served && served.permission().writes());
  }

  /** Whether a reader is planned whose keys are about to be made. */
  public boolean keysPending() {
    return readers.stream()
        .anyMatch(
            reader -> reader.planned() && reader.publicKey() == null && reader.obstacle() == null);
  }

  /** The reader of that name. */
  public Optional<PlannedReader> reader(String id) {
    return readers.stream().filter(reader -> reader.id().equals(id)).findFirst();
  }

  /** The document with the digest. */
  public String configuration() {
    return objects.stream()
        .filter(ConfigMap.class::isInstance)
        .map(object -> ((ConfigMap) object).getData().get(PodTemplate.CONFIGURATION_FILE))
        .findFirst()
        .orElseThrow();
  }

  /** The same plan with other findings about the volumes. */
  public GatewayPlan with(List<PlannedVolume> found) {
    return new GatewayPlan(
        names,
        keys,
        found,
        problems,
        operation,
        hostKeys,
        nextHostKeys,
        configurationDigest,
        route,
        readers,
        yields,
        objects,
        updateAt,
        claims);
  }
}
