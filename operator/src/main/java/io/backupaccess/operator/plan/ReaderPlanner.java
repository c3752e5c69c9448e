package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.gatewayconfig.HopConfig;
import io.backupaccess.gatewayconfig.ReaderConfig;
import io.backupaccess.gatewayconfig.ServerConfig;
import io.backupaccess.operator.naming.Names;
import io.backupaccess.operator.observe.GatewayPod;
import io.backupaccess.operator.observe.GatewayState;
import io.backupaccess.operator.observe.HopSecret;
import io.backupaccess.operator.observe.ReaderState;
import io.backupaccess.operator.observe.Readers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans the readers of a gateway, those that are on their way out included. */
final class ReaderPlanner {

  private static final String HOP_KEY = PodTemplate.HOP_FOLDER + "/" + HopSecret.PRIVATE_KEY;

  private final BackupAccess resource;
  private final Names names;
  private final Readers now;
  private final Places places;
  private final List<PlannedVolume> volumes;
  private final List<Yield> yields;

  /**
   * @param yields pods that have to go at once
   */
  ReaderPlanner(
      BackupAccess resource,
      Names names,
      Readers now,
      Places places,
      List<PlannedVolume> volumes,
      List<Yield> yields) {
    this.resource = resource;
    this.names = names;
    this.now = now;
    this.places = places;
    this.volumes = volumes;
    this.yields = yields;
  }

  /** What becomes of the readers, and the objects that this takes, in their order. */
  record Result(List<PlannedReader> readers, List<HasMetadata> objects) {}

  /** How the gateway's pod is known to its readers; null: it never had one. */
  @Nullable HopConfig hopOfGateway() {
    return now.hop() instanceof HopSecret.Present
        ? new HopConfig(resource.getMetadata().getUid(), HOP_KEY, null, null)
        : null;
  }

  /** The names of those that are to be there, and of those that are there still. */
  Set<String> ids() {
    Set<String> ids = new TreeSet<>(places.readers().keySet());
    ids.addAll(now.byId().keySet());
    return ids;
  }

  /** Whether the gateway is to have readers, and the keys for that are about to be made. */
  boolean pending() {
    return !places.readers().isEmpty()
        && (now.hop() instanceof HopSecret.Absent || now.hop() instanceof HopSecret.Leaving);
  }

  /** What the gateway's document says of them: of those that it can know. */
  List<ReaderConfig> configs(Operation operation) {
    List<ReaderConfig> configs = new ArrayList<>();
    for (String id : places.readers().keySet()) {
      String publicKey = publicKey(id);
      if (publicKey != null && now.hop() instanceof HopSecret.Present) {
        configs.add(
            new ReaderConfig(
                id, operation instanceof Operation.Runs ? address(id) : null, publicKey));
      }
    }
    return configs;
  }

  private @Nullable String publicKey(String id) {
    return now.find(id)
        .map(ReaderState::secret)
        .filter(HopSecret.Present.class::isInstance)
        .map(secret -> ((HopSecret.Present) secret).publicKey())
        .orElse(null);
  }

  /** Where its newest pod is that is ready and is to stay; null: there is none. */
  private @Nullable String address(String id) {
    return state(id).pods().stream()
        .filter(pod -> pod.ready() && !pod.terminating() && pod.ip() != null)
        .filter(pod -> yields.stream().noneMatch(yield -> yield.pod().equals(pod)))
        .min(GatewayPod.NEWEST_FIRST)
        .map(pod -> address(pod.ip(), PodTemplate.HOP_PORT))
        .orElse(null);
  }

  private static String address(@Nullable String ip, int port) {
    return ip != null && ip.contains(":") ? "[%s]:%d".formatted(ip, port) : ip + ":" + port;
  }

  private GatewayState state(String id) {
    return now.find(id).map(ReaderState::state).orElse(GatewayState.NOTHING);
  }

  /**
   * Plans all of them.
   *
   * @param keys those that their gateway has
   * @param server what a gateway of the resource has
   */
  Result plan(List<PlannedKey> keys, ServerConfig server, Workloads workloads) {
    List<PlannedReader> readers = new ArrayList<>();
    List<HasMetadata> objects = new ArrayList<>();
    for (String id : ids()) {
      Place place = places.readers().get(id);
      Optional<ConfigurationDocument> document = document(id, place, keys, server);
      PlannedReader reader = reader(id, place, document);
      if (place == null) {
        readers.add(reader);
        continue;
      }
      PodRole.Reader role =
          new PodRole.Reader(names, id, Names.reader(resource.getMetadata().getName(), id));
      objects.add(workloads.objects().configuration(role, document));
      if (document.isEmpty() || reader.publicKey() == null) {
        readers.add(reader);
        continue;
      }
      Workloads.Planned planned =
          workloads.plan(
              new Workloads.One(
                  role,
                  in(place.claims()),
                  place.pin(),
                  state(id),
                  Duration.ZERO,
                  Names.hash(document.get().startsWith() + reader.publicKey()).substring(0, 32),
                  yieldsOf(state(id))));
      planned.deployment().ifPresent(objects::add);
      readers.add(reader.updatedAt(planned.updateAt()));
    }
    return new Result(readers, objects);
  }

  private PlannedReader reader(
      String id, @Nullable Place place, Optional<ConfigurationDocument> document) {
    return new PlannedReader(
        id,
        place == null ? PlannedReader.Stay.LEAVING : PlannedReader.Stay.PLANNED,
        document.map(ConfigurationDocument::digest).orElse(""),
        document.map(ConfigurationDocument::text).orElse(""),
        publicKey(id),
        obstacle(id).orElse(null),
        null);
  }

  /** Nothing while nobody knows the gateway's key. */
  private Optional<ConfigurationDocument> document(
      String id, @Nullable Place place, List<PlannedKey> keys, ServerConfig server) {
    if (!(now.hop() instanceof HopSecret.Present hop)) {
      return Optional.empty();
    }
    Set<String> claims =
        place == null
            // What still runs there is no less allowed than before.
            ? state(id).pods().stream()
                .flatMap(pod -> pod.claims().stream())
                .collect(Collectors.toSet())
            : place.claims();
    HopConfig config =
        new HopConfig(
            resource.getMetadata().getUid(),
            HOP_KEY,
            "0.0.0.0:" + PodTemplate.HOP_PORT,
            hop.publicKey());
    return Optional.of(
        ConfigurationDocument.ofReader(
            ConfigurationDocument.reader(server, config, in(claims)), keys, volumes, claims));
  }

  private Optional<String> obstacle(String id) {
    return unusable(now.hop(), names.gatewayHopSecret())
        .or(
            () ->
                now.find(id)
                    .flatMap(
                        reader ->
                            unusable(
                                reader.secret(),
                                Names.reader(resource.getMetadata().getName(), id))));
  }

  private static Optional<String> unusable(HopSecret secret, String name) {
    return secret instanceof HopSecret.Unusable(String why)
        ? Optional.of("Secret %s %s; remove it, and it is made anew".formatted(name, why))
        : Optional.empty();
  }

  private List<PlannedVolume.Served> in(Set<String> claims) {
    return volumes.stream()
        .filter(PlannedVolume.Served.class::isInstance)
        .map(PlannedVolume.Served.class::cast)
        .filter(volume -> claims.contains(volume.claimName()))
        .toList();
  }

  /** Those of its pods. */
  List<Yield> yieldsOf(GatewayState state) {
    Set<GatewayPod> pods = new HashSet<>(state.pods());
    return yields.stream().filter(yield -> pods.contains(yield.pod())).toList();
  }
}
