package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.operator.observe.Claim;
import io.backupaccess.operator.observe.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides for each volume whether it is served, and if not, why. */
final class VolumePlanner {

  private final Map<String, Claim> claims;
  private final Map<String, Holder> elsewhere;
  private final @Nullable MountIds mountIds;

  /**
   * @param elsewhere claims that other pods keep where the gateway is not
   * @param mountIds null: there is no seed for them, and nothing can be mounted
   */
  VolumePlanner(
      Map<String, Claim> claims, Map<String, Holder> elsewhere, @Nullable MountIds mountIds) {
    this.claims = claims;
    this.elsewhere = elsewhere;
    this.mountIds = mountIds;
  }

  /**
   * @param invalid what the validator found, by the entry's place in the list
   */
  List<PlannedVolume> plan(List<VolumeSpec> specs, Map<Integer, Problem> invalid) {
    List<PlannedVolume> volumes = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      VolumeSpec spec = specs.get(i);
      Optional<Problem> problem =
          Optional.ofNullable(invalid.get(i)).or(() -> problem(spec.claimName()));
      if (problem.isEmpty() && mountIds != null) {
        String mount = "/volumes/" + mountIds.of(spec.name()) + "/" + spec.name();
        volumes.add(new PlannedVolume.Served(spec.name(), spec.claimName(), spec.path(), mount));
      } else {
        volumes.add(
            new PlannedVolume.NotServed(
                spec.name(),
                spec.claimName(),
                spec.path(),
                problem.orElse(
                    new Problem(
                        "GatewaySecretUnusable", "status", "the gateway's Secret is not usable"))));
      }
    }
    return volumes;
  }

  private Optional<Problem> problem(String name) {
    Claim claim = claims.get(name);
    if (claim == null) {
      return Optional.of(problem("ClaimNotFound", "claim %s does not exist".formatted(name)));
    }
    if (claim.deleting()) {
      return Optional.of(
          problem("ClaimBeingDeleted", "claim %s is being deleted and was let go".formatted(name)));
    }
    if (!claim.bound()) {
      return Optional.of(
          problem(
              "ClaimNotBound",
              ("claim %s has no volume yet; it is mounted once another pod's use or its"
                      + " provisioner has bound it")
                  .formatted(name)));
    }
    Holder holder = elsewhere.get(name);
    if (holder != null) {
      return Optional.of(held(name, claim, holder));
    }
    return Optional.empty();
  }

  private static Problem held(String name, Claim claim, Holder holder) {
    return claim.singlePod()
        ? problem(
            "ClaimHeldByPod",
            "claim %s is ReadWriteOncePod and pod %s uses it; it is served when that pod is gone"
                .formatted(name, holder.pod()))
        : problem(
            "ClaimOnOtherNode",
            ("pod %2$s holds claim %1$s on node %3$s, where this gateway is not; give that volume a"
                    + " BackupAccess of its own")
                .formatted(name, holder.pod(), holder.node()));
  }

  private static Problem problem(String reason, String message) {
    return new Problem(reason, "spec.volumes", message);
  }
}
