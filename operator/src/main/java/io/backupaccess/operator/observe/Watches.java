package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The informers, one for each type. Secrets have two, because no selector says "either label", and
 * all Secrets of a namespace are not ours to read.
 */
public final class Watches {

  /** Objects in one answer to a list: a first list holds no more than these in full. */
  public static final long PAGE = 200;

  static final String PODS_BY_CLAIM = "claim";
  static final String PODS_BY_ACCESS = "access";
  static final String READERS_BY_ACCESS = "readers";

  private static final String ACCESSES_BY_CLAIM = "claim";
  private static final String ACCESSES_BY_SECRET = "secret";
  private static final String OURS = Labels.MANAGED_BY + "=" + Labels.OPERATOR;
  private static final String CONSENTED = KeySecret.CONSENT_LABEL + "=true";

  final InformerEventSource<Deployment, BackupAccess> deployments;
  final InformerEventSource<Service, BackupAccess> services;
  final InformerEventSource<ConfigMap, BackupAccess> configMaps;
  final InformerEventSource<NetworkPolicy, BackupAccess> networkPolicies;
  final InformerEventSource<Secret, BackupAccess> ownSecrets;
  final InformerEventSource<Secret, BackupAccess> keySecrets;
  final InformerEventSource<PersistentVolumeClaim, BackupAccess> claims;
  final InformerEventSource<Pod, BackupAccess> pods;
  final NodeWatch nodes;
  final PersistentVolumeWatch volumes;

  private final EventSourceContext<BackupAccess> context;

  /** Prepares the informers; the framework starts them. */
  public Watches(EventSourceContext<BackupAccess> context, Clock clock) {
    this.context = context;
    IndexerResourceCache<BackupAccess> accesses = context.getPrimaryCache();
    accesses.addIndexers(
        Map.of(ACCESSES_BY_CLAIM, Watches::claimKeys, ACCESSES_BY_SECRET, Watches::secretKeys));

    deployments = own(Deployment.class, "deployments");
    services = own(Service.class, "services");
    configMaps = own(ConfigMap.class, "configmaps");
    networkPolicies = own(NetworkPolicy.class, "networkpolicies");
    deployments.addIndexers(Map.of(READERS_BY_ACCESS, Watches::readerKeys));
    configMaps.addIndexers(Map.of(READERS_BY_ACCESS, Watches::readerKeys));
    ownSecrets = own(Secret.class, "own-secrets");
    keySecrets =
        watch(
            Secret.class,
            "key-secrets",
            CONSENTED,
            secret -> ids(accesses.byIndex(ACCESSES_BY_SECRET, key(secret))));
    claims =
        watch(
            PersistentVolumeClaim.class,
            "claims",
            null,
            claim -> ids(accesses.byIndex(ACCESSES_BY_CLAIM, key(claim))));
    pods = watch(Pod.class, "pods", null, pod -> accessesOf(pod, accesses));
    pods.addIndexers(
        Map.of(
            PODS_BY_CLAIM, Watches::podClaimKeys,
            PODS_BY_ACCESS, Watches::podAccessKeys));
    nodes = new NodeWatch(context, clock);
    volumes =
        new PersistentVolumeWatch(
            context,
            claim ->
                ids(
                    accesses.byIndex(
                        ACCESSES_BY_CLAIM, key(claim.getNamespace(), claim.getName()))));
  }

  /** For the framework. */
  public List<EventSource<?, BackupAccess>> eventSources() {
    return Stream.concat(
            Stream.of(
                deployments,
                services,
                configMaps,
                networkPolicies,
                ownSecrets,
                keySecrets,
                claims,
                pods),
            Stream.concat(nodes.eventSources(), volumes.eventSources()))
        .toList();
  }

  static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  private static String key(HasMetadata object) {
    return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private <T extends HasMetadata> InformerEventSource<T, BackupAccess> own(
      Class<T> type, String name) {
    return watch(type, name, OURS, Watches::annotatedAccess);
  }

  private <T extends HasMetadata> InformerEventSource<T, BackupAccess> watch(
      Class<T> type, String name, @Nullable String selector, SecondaryToPrimaryMapper<T> mapper) {
    var configuration =
        InformerEventSourceConfiguration.from(type, BackupAccess.class)
            .withName(name)
            .withNamespacesInheritedFromController()
            .withInformerListLimit(PAGE)
            .withSecondaryToPrimaryMapper(mapper);
    if (selector != null) {
      configuration.withLabelSelector(selector);
    }
    return new InformerEventSource<>(configuration.build(), context);
  }

  /** By annotation rather than owner, because a retained Secret has none, and pods have another. */
  private static Set<ResourceID> annotatedAccess(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String name = annotations == null ? null : annotations.get(Labels.ACCESS);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }

  private static Set<ResourceID> accessesOf(Pod pod, IndexerResourceCache<BackupAccess> accesses) {
    Stream<ResourceID> own = Pods.ofGateway(pod) ? annotatedAccess(pod).stream() : Stream.empty();
    Stream<ResourceID> ofClaims =
        podClaimKeys(pod).stream()
            .flatMap(claim -> accesses.byIndex(ACCESSES_BY_CLAIM, claim).stream())
            .map(ResourceID::fromResource);
    return Stream.concat(own, ofClaims).collect(Collectors.toSet());
  }

  private static Set<ResourceID> ids(List<BackupAccess> accesses) {
    return accesses.stream().map(ResourceID::fromResource).collect(Collectors.toSet());
  }

  private static List<String> claimKeys(BackupAccess access) {
    return access.getSpec() == null
        ? List.of()
        : access.getSpec().volumes().stream()
            .map(volume -> key(access.getMetadata().getNamespace(), volume.claimName()))
            .distinct()
            .toList();
  }

  private static List<String> secretKeys(BackupAccess access) {
    return access.getSpec() == null
        ? List.of()
        : access.getSpec().keys().stream()
            .flatMap(key -> Stream.ofNullable(key.secretKeyRef()))
            .map(reference -> key(access.getMetadata().getNamespace(), reference.name()))
            .distinct()
            .toList();
  }

  private static List<String> readerKeys(HasMetadata object) {
    return Labels.reader(object).isEmpty()
        ? List.of()
        : annotatedAccess(object).stream()
            .map(access -> key(object.getMetadata().getNamespace(), access.getName()))
            .toList();
  }

  private static List<String> podClaimKeys(Pod pod) {
    return Pods.claimNames(pod).stream()
        .map(claim -> key(pod.getMetadata().getNamespace(), claim))
        .toList();
  }

  private static List<String> podAccessKeys(Pod pod) {
    return Pods.access(pod).stream()
        .map(access -> key(pod.getMetadata().getNamespace(), access))
        .toList();
  }
}
