package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.Holder;
import io.backupaccess.operator.observe.Holder.Rank;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides for each volume whether it is served, and if not, why. */
final class VolumePlanner {

  private final Map<String, Claim> claims;
  private final ServedClaims served;
  private final Places places;
  private final SeLinuxLevels levels;
  private final boolean writesAllowed;
  private final @Nullable MountIds mountIds;

  /**
   * @param served what clients know
   * @param places that have the claims
   * @param levels the SELinux level of the gateway, and those of the claims
   * @param writesAllowed whether the namespace's owner agrees to writing
   * @param mountIds null: there is no seed for them, and nothing can be mounted
   */
  VolumePlanner(
      Map<String, Claim> claims,
      ServedClaims served,
      Places places,
      SeLinuxLevels levels,
      boolean writesAllowed,
      @Nullable MountIds mountIds) {
    this.claims = claims;
    this.served = served;
    this.places = places;
    this.levels = levels;
    this.writesAllowed = writesAllowed;
    this.mountIds = mountIds;
  }

  /**
   * @param invalid what the validator found, by the entry's place in the list
   */
  List<PlannedVolume> plan(List<VolumeSpec> specs, Map<Integer, Problem> invalid) {
    List<PlannedVolume> volumes = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      volumes.add(plan(specs.get(i), Optional.ofNullable(invalid.get(i))));
    }
    return volumes;
  }

  private PlannedVolume plan(VolumeSpec spec, Optional<Problem> invalid) {
    Permission asked = Permission.asked(spec);
    Optional<Problem> readOnly = asked.writes() ? readOnly(spec.claimName()) : Optional.empty();
    Permission given = readOnly.isPresent() ? Permission.READ : asked;
    Optional<Problem> replaced = asked.reads() ? served.replaced(spec) : Optional.empty();
    Optional<Problem> problem =
        invalid
            .or(() -> problem(spec.claimName()))
            // Nothing is left of a volume that is for writing only and cannot be written to, or of
            // one that can only be read and may not be.
            .or(() -> asked.reads() ? Optional.empty() : readOnly)
            .or(() -> given.writes() ? Optional.empty() : replaced);
    if (problem.isPresent()) {
      return notServed(spec, problem.get());
    }
    if (mountIds == null) {
      return notServed(
          spec,
          new Problem("GatewaySecretUnusable", "status", "the gateway's Secret is not usable"));
    }
    return new PlannedVolume.Served(
        spec.name(),
        spec.claimName(),
        spec.path(),
        "/volumes/" + mountIds.of(spec.name()) + "/" + spec.name(),
        replaced.isPresent() ? given.withoutReading() : given,
        places.reader(spec.claimName()).orElse(null),
        holder(spec),
        readOnly
            .map(found -> with(found, "; it is served for reading only"))
            .or(() -> replaced.map(found -> with(found, ". Pushes go on, for that")))
            .orElse(null));
  }

  private @Nullable Holder holder(VolumeSpec spec) {
    return places.holders().get(spec.claimName());
  }

  private PlannedVolume notServed(VolumeSpec spec, Problem problem) {
    return new PlannedVolume.NotServed(
        spec.name(), spec.claimName(), spec.path(), holder(spec), problem);
  }

  private static Problem with(Problem problem, String served) {
    return problem(problem.reason(), problem.message() + served);
  }

  /** Why the claim is not mounted for writing. */
  private Optional<Problem> readOnly(String name) {
    if (!writesAllowed) {
      return Optional.of(
          problem(
              "WritesNotAllowed",
              "the namespace does not allow writing to its volumes; its owner allows it with the"
                  + " annotation "
                  + Labels.ALLOW_WRITES
                  + ": \"true\""));
    }
    Claim claim = claims.get(name);
    return claim != null && claim.readOnlyMany()
        ? Optional.of(
            problem(
                "ClaimReadOnly",
                "claim %s is ReadOnlyMany alone and cannot be written to".formatted(name)))
        : Optional.empty();
  }

  private Optional<Problem> problem(String name) {
    Claim claim = claims.get(name);
    if (claim == null) {
      return Optional.of(problem("ClaimNotFound", "claim %s does not exist".formatted(name)));
    }
    if (claim.deleting()) {
      return Optional.of(
          problem(
              "ClaimBeingDeleted", "claim %s is being deleted and was yielded".formatted(name)));
    }
    if (!claim.bound()) {
      return Optional.of(
          problem(
              "ClaimNotBound",
              ("claim %s has no volume yet; it is mounted once another pod's use or its"
                      + " provisioner has bound it")
                  .formatted(name)));
    }
    Holder holder = places.holders().get(name);
    if (holder != null && !places.has(name)) {
      return Optional.of(held(name, holder));
    }
    if (!levels.fit(name)) {
      return Optional.of(
          problem(
              "ClaimOfOtherSELinuxLevel",
              ("the pods that use claim %s have the SELinux level %s, and this gateway has that of"
                      + " another claim, which would lock them out; give that volume a BackupAccess"
                      + " of its own")
                  .formatted(name, levels.byClaim().get(name))));
    }
    return Optional.empty();
  }

  private static Problem held(String name, Holder holder) {
    return problem(
        "ClaimHeldByPod",
        "claim %s is ReadWriteOncePod and pod %s %s it; it is served when that pod is gone%s"
            .formatted(
                name,
                holder.pod(),
                holder.node() == null ? "waits for" : "uses",
                holder.rank() == Rank.GATEWAY ? " (a gateway's: suspend its BackupAccess)" : ""));
  }

  private static Problem problem(String reason, String message) {
    return new Problem(reason, "spec.volumes", message);
  }
}
