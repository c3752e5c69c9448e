package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.ClaimStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.observe.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The claims that clients know by the names of volumes. A claim that was lost and made again is
 * empty, and the next {@code rsync --delete} of a client would empty its copy: under a name, nobody
 * reads of another claim until the resource's owner accepts it.
 */
final class ServedClaims {

  /** Those of the spec, 32 at most, and of the entries that were removed last. */
  static final int MOST = 64;

  private static final Pattern SEPARATOR = Pattern.compile(",");

  private final String access;
  private final List<ClaimStatus> known;
  private final Map<String, ClaimStatus> byVolume;
  private final Set<String> accepted;
  private final Map<String, Claim> claims;

  private ServedClaims(
      String access, List<ClaimStatus> known, Set<String> accepted, Map<String, Claim> claims) {
    this.access = access;
    this.known = known;
    this.byVolume =
        known.stream()
            .collect(
                Collectors.toMap(ClaimStatus::volume, claim -> claim, (first, other) -> first));
    this.accepted = accepted;
    this.claims = claims;
  }

  /**
   * @param claims as they are now, by name
   */
  static ServedClaims of(BackupAccess resource, Map<String, Claim> claims) {
    BackupAccessStatus status = resource.getStatus();
    return new ServedClaims(
        resource.getMetadata().getName(),
        status == null ? List.of() : status.claims(),
        accepted(resource.getMetadata().getAnnotations()),
        claims);
  }

  /** Each as {@code NAME=UID}. */
  private static Set<String> accepted(@Nullable Map<String, String> annotations) {
    String text = annotations == null ? null : annotations.get(Labels.ACCEPT_CLAIM);
    return text == null
        ? Set.of()
        : SEPARATOR.splitAsStream(text).map(String::strip).collect(Collectors.toSet());
  }

  /** Why nobody may read the volume: its name stands for another claim. */
  Optional<Problem> replaced(VolumeSpec volume) {
    ClaimStatus before = byVolume.get(volume.name());
    Claim now = claims.get(volume.claimName());
    if (before == null || now == null || before.uid().equals(now.uid()) || accepts(volume, now)) {
      return Optional.empty();
    }
    String became =
        before.claimName().equals(volume.claimName())
            ? "claim %s was made again".formatted(volume.claimName())
            : "clients know claim %s by this name, and it is claim %s now"
                .formatted(before.claimName(), volume.claimName());
    return Optional.of(
        new Problem(
            "ClaimReplaced",
            "spec.volumes",
            ("%s, and may be empty: `rsync --delete` would remove from the copies of clients what it"
                    + " lacks. Restore it, then let clients read it: `kubectl annotate backupaccess"
                    + " %s --overwrite %s=%s`")
                .formatted(became, access, Labels.ACCEPT_CLAIM, consent(volume, now))));
  }

  private boolean accepts(VolumeSpec volume, Claim claim) {
    return accepted.contains(consent(volume, claim));
  }

  private static String consent(VolumeSpec volume, Claim claim) {
    return volume.name() + "=" + claim.uid();
  }

  /**
   * What clients know once this is served, those of the spec first.
   *
   * @param served the volumes that can be read
   */
  List<ClaimStatus> after(List<VolumeSpec> specs, List<PlannedVolume.Served> served) {
    Map<String, ClaimStatus> now = new HashMap<>(byVolume);
    for (PlannedVolume.Served volume : served) {
      Claim claim = claims.get(volume.claimName());
      if (claim != null && volume.permission().reads()) {
        now.put(volume.name(), new ClaimStatus(volume.name(), volume.claimName(), claim.uid()));
      }
    }
    Set<String> listed = new HashSet<>();
    List<ClaimStatus> after = new ArrayList<>();
    Stream.concat(specs.stream().map(VolumeSpec::name), known.stream().map(ClaimStatus::volume))
        .filter(listed::add)
        .flatMap(name -> Stream.ofNullable(now.get(name)))
        .limit(MOST)
        .forEach(after::add);
    return List.copyOf(after);
  }
}
