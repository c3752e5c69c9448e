package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.backupaccess.api.v1alpha1.JournalStatus;
import io.backupaccess.api.v1alpha1.PullRecordsStatus;
import io.backupaccess.gatewayconfig.GatewayStatus;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayState.Serving;
import io.backupaccess.operator.observe.GatewaysView.Followed;
import io.backupaccess.operator.observe.GatewaysView.Heard;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what runs of a resource, and what its pods have said. */
final class Runs {

  /** One that serves, and one that it replaces. */
  private static final int PODS_OF_A_READER = 2;

  private final ClusterView cluster;
  private final GatewaysView gateways;
  private final PullReader pulls;

  Runs(ClusterView cluster, GatewaysView gateways, PullReader pulls) {
    this.cluster = cluster;
    this.gateways = gateways;
    this.pulls = pulls;
  }

  /** A gateway and its readers. */
  record Running(GatewayState gateway, Readers readers) {}

  Running observe(BackupAccess resource, Names names, GatewaySecret secret) {
    List<Pod> pods =
        cluster.gatewayPods(
            resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    GatewayState gateway = gateway(resource, names, pods);
    Readers readers = readers(resource, names, pods);
    Map<String, Heard> heard = heard(resource, gateway, secret, readers);
    return new Running(
        with(gateway, heard, pulls.read(gateway.pods(), heard, journals(resource))),
        with(readers, heard));
  }

  /** What runs, before anybody is asked. */
  private GatewayState gateway(BackupAccess resource, Names names, List<Pod> pods) {
    String namespace = resource.getMetadata().getNamespace();
    // Clients would be sent to wherever somebody else's Service leads.
    ServiceState service =
        cluster
            .service(namespace, names.gateway())
            .filter(found -> Ownership.owns(resource.getMetadata().getUid(), found))
            .map(found -> explained(namespace, found))
            .orElse(null);
    return state(
        resource,
        names.gateway(),
        pods.stream().filter(pod -> Labels.reader(pod).isEmpty()).toList(),
        service);
  }

  private GatewayState state(
      BackupAccess resource, String deployment, List<Pod> pods, @Nullable ServiceState service) {
    String namespace = resource.getMetadata().getNamespace();
    return new GatewayState(
        cluster
            .deployment(namespace, deployment)
            .filter(found -> Ownership.owns(resource.getMetadata().getUid(), found))
            .map(DeploymentState::of)
            .orElse(null),
        pods.stream().map(Pods::gatewayPod).map(pod -> explained(namespace, pod)).toList(),
        service,
        null,
        List.of(),
        PullReport.NOTHING,
        false);
  }

  private Readers readers(BackupAccess resource, Names names, List<Pod> pods) {
    String namespace = resource.getMetadata().getNamespace();
    String access = resource.getMetadata().getName();
    String uid = resource.getMetadata().getUid();
    HopSecret hop =
        cluster
            .ownSecret(namespace, names.gatewayHopSecret())
            .map(secret -> HopSecret.ofGateway(secret, uid))
            .orElseGet(HopSecret.Absent::new);
    Map<String, String> configMapUids = new HashMap<>();
    SortedMap<String, ReaderState> readers = new TreeMap<>();
    List<HasMetadata> objects =
        cluster.readerObjects(namespace, access).stream()
            .filter(object -> Ownership.owns(uid, object))
            .toList();
    objects.stream()
        .filter(ConfigMap.class::isInstance)
        .forEach(
            map -> configMapUids.put(Labels.reader(map).orElseThrow(), map.getMetadata().getUid()));
    Stream.concat(objects.stream(), pods.stream())
        .flatMap(object -> Labels.reader(object).stream())
        .distinct()
        .forEach(id -> readers.put(id, reader(resource, id, configMapUids.get(id), pods)));
    return new Readers(hop, readers);
  }

  private ReaderState reader(
      BackupAccess resource, String id, @Nullable String configMapUid, List<Pod> pods) {
    String name = Names.reader(resource.getMetadata().getName(), id);
    HopSecret secret =
        cluster
            .ownSecret(resource.getMetadata().getNamespace(), name)
            .map(
                found ->
                    configMapUid == null
                        ? new HopSecret.Leaving()
                        : HopSecret.ofReader(found, configMapUid))
            .orElseGet(HopSecret.Absent::new);
    List<Pod> own =
        pods.stream().filter(pod -> Labels.reader(pod).filter(id::equals).isPresent()).toList();
    return new ReaderState(configMapUid, secret, state(resource, name, own, null));
  }

  /** What all pods have said. */
  private Map<String, Heard> heard(
      BackupAccess resource, GatewayState gateway, GatewaySecret secret, Readers readers) {
    List<Followed> followed = new ArrayList<>();
    if (secret instanceof GatewaySecret.Present present) {
      asked(gateway, PullRecordsStatus.MOST)
          .forEach(pod -> followed.add(new Followed(pod, Followed.Of.GATEWAY, present.token())));
    }
    for (ReaderState reader : readers.byId().values()) {
      if (reader.secret() instanceof HopSecret.Present present) {
        asked(reader.state(), PODS_OF_A_READER)
            .forEach(pod -> followed.add(new Followed(pod, Followed.Of.READER, present.token())));
      }
    }
    return gateways.follow(ResourceID.fromResource(resource), followed, journals(resource));
  }

  private static Stream<GatewayPod> asked(GatewayState state, int most) {
    return state.pods().stream()
        .filter(pod -> pod.running() && pod.ip() != null)
        .sorted(GatewayPod.NEWEST_FIRST)
        .limit(most);
  }

  private static Readers with(Readers readers, Map<String, Heard> heard) {
    SortedMap<String, ReaderState> after = new TreeMap<>();
    readers
        .byId()
        .forEach(
            (id, reader) ->
                after.put(
                    id,
                    new ReaderState(
                        reader.configMapUid(),
                        reader.secret(),
                        with(reader.state(), heard, PullReport.NOTHING))));
    return new Readers(readers.hop(), after);
  }

  /** The state with what its pods have said. */
  private static GatewayState with(GatewayState state, Map<String, Heard> heard, PullReport pulls) {
    Map<GatewayPod, GatewayStatus> reports = new HashMap<>();
    boolean unheard = false;
    for (GatewayPod pod : state.pods()) {
      Heard said = heard.get(pod.uid());
      if (said != null) {
        unheard |= !said.asked();
        if (said.status() != null) {
          reports.put(pod, said.status());
        }
      }
    }
    return new GatewayState(
        state.deployment(),
        state.pods(),
        state.service(),
        state.newestPod().or(state::drainingPod).map(reports::get).orElse(null),
        serving(reports),
        pulls,
        unheard);
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
