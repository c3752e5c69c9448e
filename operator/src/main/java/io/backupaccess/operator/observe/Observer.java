package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.api.v1alpha1.KeySpec;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.api.v1alpha1.VolumeSpec;
import io.backupaccess.api.v1alpha1.VolumeSpec.Mode;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayState.Serving;
import io.backupaccess.operator.observe.GatewaysView.Heard;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a plan needs. */
public final class Observer {

  private final ClusterView cluster;
  private final GatewaysView gateways;
  private final PullReader pulls;
  private final Clock clock;

  public Observer(ClusterView cluster, GatewaysView gateways, Clock clock) {
    this.cluster = cluster;
    this.gateways = gateways;
    this.pulls = new PullReader(clock);
    this.clock = clock;
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
    GatewayState gateway = gateway(resource, names, gatewaySecret);
    List<String> claimNames = claimNames(spec, gateway);
    return new Facts(
        clock.instant(),
        claims(namespace, claimNames),
        keySecrets(namespace, spec.keys()),
        consents(namespace, spec),
        hostKeys,
        identities.next(hostKeys),
        gatewaySecret,
        claimNames.stream()
            .flatMap(
                claim ->
                    cluster.podsWithClaim(namespace, claim).stream()
                        .flatMap(
                            pod ->
                                Pods.holder(pod, claim, resource.getMetadata().getName()).stream()))
            .toList(),
        gateway,
        cluster.nodeNetworks(),
        cluster.nodes());
  }

  /** Those that volumes name, and those that pods mount which were made before. */
  private static List<String> claimNames(BackupAccessSpec spec, GatewayState gateway) {
    return Stream.concat(
            spec.volumes().stream().map(VolumeSpec::claimName),
            gateway.pods().stream().flatMap(pod -> pod.claims().stream()).sorted())
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

  private GatewayState gateway(BackupAccess resource, Names names, GatewaySecret secret) {
    String namespace = resource.getMetadata().getNamespace();
    List<GatewayPod> pods =
        cluster.gatewayPods(namespace, resource.getMetadata().getName()).stream()
            .map(Pods::gatewayPod)
            .map(pod -> explained(namespace, pod))
            .toList();
    String uid = resource.getMetadata().getUid();
    DeploymentState deployment =
        cluster
            .deployment(namespace, names.gateway())
            .filter(found -> Ownership.owns(uid, found))
            .map(DeploymentState::of)
            .orElse(null);
    // Clients would be sent to wherever somebody else's Service leads.
    ServiceState service =
        cluster
            .service(namespace, names.gateway())
            .filter(found -> Ownership.owns(uid, found))
            .map(found -> explained(namespace, found))
            .orElse(null);
    GatewayState state =
        new GatewayState(deployment, pods, service, null, List.of(), PullReport.NOTHING, false);
    return secret instanceof GatewaySecret.Present present
        ? heard(resource, state, present.token())
        : state;
  }

  /** The state with what its pods have said. */
  private GatewayState heard(BackupAccess resource, GatewayState state, String token) {
    List<GatewayPod> followed =
        state.pods().stream()
            .filter(pod -> pod.running() && pod.ip() != null)
            .sorted(GatewayPod.NEWEST_FIRST)
            .limit(PullRecordsStatus.MOST)
            .toList();
    List<JournalStatus> kept = journals(resource);
    Map<String, Heard> heard =
        gateways.follow(ResourceID.fromResource(resource), followed, token, kept);
    Map<GatewayPod, GatewayStatus> reports = new HashMap<>();
    for (GatewayPod pod : followed) {
      GatewayStatus status = heard.getOrDefault(pod.uid(), Heard.NOTHING).status();
      if (status != null) {
        reports.put(pod, status);
      }
    }
    return new GatewayState(
        state.deployment(),
        state.pods(),
        state.service(),
        state.newestPod().or(state::drainingPod).map(reports::get).orElse(null),
        serving(reports),
        pulls.read(state.pods(), heard, kept),
        heard.values().stream().anyMatch(one -> !one.asked()));
  }

  private static List<Serving> serving(Map<GatewayPod, GatewayStatus> reports) {
    return reports.entrySet().stream()
        .filter(entry -> entry.getKey().ready() && !entry.getValue().draining())
        .map(entry -> new Serving(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(Serving::pod, GatewayPod.NEWEST_FIRST))
        .toList();
  }

  /** How far the records of pulls are in the status, where they are kept. */
  private static List<JournalStatus> journals(BackupAccess resource) {
    return Optional.ofNullable(resource.getStatus())
        .map(BackupAccessStatus::pullRecords)
        .map(PullRecordsStatus::journals)
        .orElse(List.of());
  }

  private GatewayPod explained(String namespace, GatewayPod pod) {
    return pod.unexplained()
        ? cluster.lastFailure(namespace, pod.uid()).map(pod::waitingFor).orElse(pod)
        : pod;
  }

  private ServiceState explained(String namespace, Service service) {
    ServiceState state = ServiceState.of(service);
    return state.pending()
        ? cluster
            .lastFailure(namespace, service.getMetadata().getUid())
            .map(state::failing)
            .orElse(state)
        : state;
  }
}
