package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Set;

/**
 * A PersistentVolumeClaim, reduced to what decides whether and how it is mounted.
 *
 * @param bound whether it has a volume; an unbound one is never mounted, because its first consumer
 *     would choose the volume's place
 * @param deleting whether it has a deletion timestamp
 * @param accessModes those of its volume, or those asked for while it has none
 * @param reach the nodes that can mount its volume
 */
public record Claim(
    String uid, boolean bound, boolean deleting, Set<String> accessModes, Reach reach) {

  /** A claim of whose volume nothing is known. */
  public Claim(String uid, boolean bound, boolean deleting, Set<String> accessModes) {
    this(uid, bound, deleting, accessModes, new Reach.Unknown());
  }

  /** Reduces a claim as the API server holds it. */
  public static Claim of(PersistentVolumeClaim claim) {
    var status = claim.getStatus();
    List<String> modes =
        status != null && status.getAccessModes() != null && !status.getAccessModes().isEmpty()
            ? status.getAccessModes()
            : claim.getSpec().getAccessModes();
    return new Claim(
        claim.getMetadata().getUid(),
        status != null && "Bound".equals(status.getPhase()),
        claim.getMetadata().getDeletionTimestamp() != null,
        modes == null ? Set.of() : Set.copyOf(modes));
  }

  /** The same claim, of whose volume more is known. */
  Claim with(PersistentVolume volume) {
    return new Claim(uid, bound, deleting, accessModes, Reach.of(volume));
  }

  /** The same claim while its volume was not seen: where it leads is known in a moment. */
  Claim unbound() {
    return new Claim(uid, false, deleting, accessModes, reach);
  }

  /** A claim with no more than {@link #of} and the informers ask of it. */
  static PersistentVolumeClaim reduced(PersistentVolumeClaim claim) {
    var spec = claim.getSpec();
    var status = claim.getStatus();
    return new PersistentVolumeClaimBuilder()
        .withMetadata(ReducedMetadata.of(claim.getMetadata()))
        .withNewSpec()
        .withAccessModes(spec == null ? null : spec.getAccessModes())
        .withVolumeName(spec == null ? null : spec.getVolumeName())
        .endSpec()
        .withNewStatus()
        .withPhase(status == null ? null : status.getPhase())
        .withAccessModes(status == null ? null : status.getAccessModes())
        .endStatus()
        .build();
  }

  /**
   * Whether pods on several nodes can mount it at once, even while one of them writes. Block
   * storage that lists ReadOnlyMany beside ReadWriteOnce is on several nodes only while nobody
   * writes.
   */
  public boolean shareable() {
    return accessModes.contains("ReadWriteMany") || readOnlyMany();
  }

  /** Whether nothing can write to it, so that even its attachment may be read-only. */
  public boolean readOnlyMany() {
    return accessModes.equals(Set.of("ReadOnlyMany"));
  }

  /** Whether a single pod may use it. */
  public boolean singlePod() {
    return accessModes.equals(Set.of("ReadWriteOncePod"));
  }
}
