package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.Runs.Running;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what a plan needs. */
public final class Observer {

  private final ClusterView cluster;
  private final Runs runs;
  private final FormerHolders former;
  private final Clock clock;

  public Observer(ClusterView cluster, GatewaysView gateways, Clock clock) {
    this.cluster = cluster;
    this.runs = new Runs(cluster, gateways, new PullReader(clock));
    this.former = new FormerHolders(clock);
    this.clock = clock;
  }

  /** The claims of pods that no node takes. */
  private static Set<String> unschedulable(GatewayState gateway, Readers readers) {
    return Stream.concat(
            Stream.of(gateway), readers.byId().values().stream().map(ReaderState::state))
        .flatMap(state -> state.newestPod().stream())
        .filter(GatewayPod::unschedulable)
        .flatMap(pod -> pod.claims().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The facts around a resource that has a spec. */
  public Facts observe(BackupAccess resource) {
    String namespace = resource.getMetadata().getNamespace();
    BackupAccessSpec spec = resource.getSpec();
    Names names = Names.of(resource);
    GatewaySecret gatewaySecret =
        cluster
            .ownSecret(namespace, names.gatewaySecret())
            .map(secret -> GatewaySecret.read(secret, resource.getMetadata().getUid()))
            .orElseGet(GatewaySecret.Absent::new);
    Identities identities = new Identities(resource, names, cluster);
    HostKeys hostKeys = identities.current();
    Running running = runs.observe(resource, names, gatewaySecret);
    GatewayState gateway = running.gateway();
    Readers readers = running.readers();
    List<String> claimNames = claimNames(spec, gateway, readers);
    Map<String, Claim> claims = claims(namespace, claimNames);
    List<Holder> holders = holders(resource, claimNames);
    return new Facts(
        clock.instant(),
        claims,
        keySecrets(namespace, spec.keys()),
        consents(namespace, spec),
        hostKeys,
        identities.next(hostKeys),
        gatewaySecret,
        holders,
        former.of(claims, holders, unschedulable(gateway, readers)),
        gateway,
        readers,
        cluster.nodeNetworks(),
        cluster.nodes());
  }

  private List<Holder> holders(BackupAccess resource, List<String> claimNames) {
    String namespace = resource.getMetadata().getNamespace();
    return claimNames.stream()
        .flatMap(
            claim ->
                cluster.podsWithClaim(namespace, claim).stream()
                    .flatMap(
                        pod -> Pods.holder(pod, claim, resource.getMetadata().getName()).stream()))
        .toList();
  }

  /** Those that volumes name, and those that pods mount which were made before. */
  private static List<String> claimNames(
      BackupAccessSpec spec, GatewayState gateway, Readers readers) {
    Stream<GatewayPod> pods =
        Stream.concat(
            gateway.pods().stream(),
            readers.byId().values().stream().flatMap(reader -> reader.state().pods().stream()));
    return Stream.concat(
            spec.volumes().stream().map(VolumeSpec::claimName),
            pods.flatMap(pod -> pod.claims().stream()).sorted())
        .distinct()
        .toList();
  }

  private Map<String, Claim> claims(String namespace, List<String> claimNames) {
    Map<String, Claim> claims = new HashMap<>();
    for (String name : claimNames) {
      cluster.claim(namespace, name).ifPresent(claim -> claims.put(name, claim(claim)));
    }
    return claims;
  }

  private Claim claim(PersistentVolumeClaim found) {
    Claim claim = Claim.of(found);
    String volume = found.getSpec().getVolumeName();
    if (!claim.bound() || volume == null || !cluster.seesVolumes()) {
      return claim;
    }
    return cluster.volume(volume).map(claim::with).orElseGet(claim::unbound);
  }

  private Map<String, KeySecret> keySecrets(String namespace, List<KeySpec> keys) {
    Map<String, KeySecret> secrets = new HashMap<>();
    for (KeySpec key : keys) {
      if (key.secretKeyRef() != null && !key.secretKeyRef().name().isEmpty()) {
        secrets.computeIfAbsent(key.secretKeyRef().name(), name -> keySecret(namespace, name));
      }
    }
    return secrets;
  }

  private KeySecret keySecret(String namespace, String name) {
    Optional<Secret> consented = cluster.keySecret(namespace, name);
    if (consented.isPresent()) {
      Map<String, String> data = consented.get().getData();
      return new KeySecret.Consented(data == null ? Map.of() : data);
    }
    return cluster.secretExists(namespace, name)
        ? new KeySecret.NotConsented()
        : new KeySecret.Absent();
  }

  private Consents consents(String namespace, BackupAccessSpec spec) {
    boolean needed =
        spec.files().privilege() != Privilege.RESTRICTED
            || spec.volumes().stream().anyMatch(volume -> volume.mode() != Mode.READ_ONLY);
    return needed ? Consents.of(cluster.namespaceAnnotations(namespace)) : Consents.none();
  }
}
