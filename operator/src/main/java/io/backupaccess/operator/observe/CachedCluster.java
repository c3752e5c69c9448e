package io.backupaccess.operator.observe;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster through the informers, and through single reads where nothing is watched. */
public final class CachedCluster implements ClusterView, LiveObjects {

  private static final Logger LOG = LoggerFactory.getLogger(CachedCluster.class);

  private final KubernetesClient client;
  private final Watches watches;

  public CachedCluster(KubernetesClient client, Watches watches) {
    this.client = client;
    this.watches = watches;
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return watches.claims.get(new ResourceID(name, namespace));
  }

  @Override
  public Optional<Secret> keySecret(String namespace, String name) {
    return watches.keySecrets.get(new ResourceID(name, namespace));
  }

  @Override
  public boolean secretExists(String namespace, String name) {
    return read(Secret.class, namespace, name).isPresent();
  }

  @Override
  public Optional<Secret> ownSecret(String namespace, String name) {
    return watches.ownSecrets.get(new ResourceID(name, namespace));
  }

  @Override
  public Optional<Secret> hostKeySecret(String namespace, String name) {
    return ownSecret(namespace, name).or(() -> read(Secret.class, namespace, name));
  }

  /** When the host key in use was made; empty: not by this operator, or it is not there. */
  public Optional<Instant> hostKeyMade(BackupAccess resource) {
    return ownSecret(resource.getMetadata().getNamespace(), Names.of(resource).hostKeySecret())
        .map(secret -> Instant.parse(secret.getMetadata().getCreationTimestamp()));
  }

  @Override
  public List<Pod> podsWithClaim(String namespace, String claimName) {
    return watches.pods.byIndex(Watches.PODS_BY_CLAIM, Watches.key(namespace, claimName));
  }

  @Override
  public List<Pod> gatewayPods(String namespace, String access) {
    return watches.pods.byIndex(Watches.PODS_BY_ACCESS, Watches.key(namespace, access));
  }

  @Override
  public List<HasMetadata> readerObjects(String namespace, String access) {
    String key = Watches.key(namespace, access);
    return Stream.<HasMetadata>concat(
            watches.configMaps.byIndex(Watches.READERS_BY_ACCESS, key).stream(),
            watches.deployments.byIndex(Watches.READERS_BY_ACCESS, key).stream())
        .toList();
  }

  /** Whether the resource's gateway or one of its readers still has that pod. */
  public boolean hasGatewayPod(ResourceID resource, GatewayPod pod) {
    return gatewayPods(resource.getNamespace().orElseThrow(), resource.getName()).stream()
        .anyMatch(found -> found.getMetadata().getUid().equals(pod.uid()));
  }

  @Override
  public Optional<Deployment> deployment(String namespace, String name) {
    return watches.deployments.get(new ResourceID(name, namespace));
  }

  @Override
  public Optional<Service> service(String namespace, String name) {
    return watches.services.get(new ResourceID(name, namespace));
  }

  @Override
  public Optional<String> lastFailure(String namespace, String uid) {
    try {
      return Failures.last(
          client
              .events()
              .v1()
              .events()
              .inNamespace(namespace)
              .withField("regarding.uid", uid)
              .list()
              .getItems());
    } catch (KubernetesClientException e) {
      // It would only have explained what is known to be wrong.
      LOG.atDebug().setCause(e).log("Events cannot be read");
      return Optional.empty();
    }
  }

  @Override
  public Map<String, String> namespaceAnnotations(String namespace) {
    try {
      var found = client.namespaces().withName(namespace).get();
      var annotations = found == null ? null : found.getMetadata().getAnnotations();
      return annotations == null ? Map.of() : annotations;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Map.of();
      }
      throw e;
    }
  }

  @Override
  public List<String> nodeNetworks() {
    return watches.nodes.networks();
  }

  @Override
  public Map<String, ClusterNode> nodes() {
    return watches.nodes.byName();
  }

  @Override
  public boolean seesVolumes() {
    return watches.volumes.sees();
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return watches.volumes.get(name);
  }

  @Override
  public <T extends HasMetadata> Optional<T> seen(T desired) {
    return informer(desired).get(ResourceID.fromResource(desired));
  }

  @Override
  public <T extends HasMetadata> Optional<T> read(T desired) {
    return Optional.ofNullable(client.resource(desired).get());
  }

  @Override
  public <T extends HasMetadata> void applied(T answer, Optional<T> before) {
    ResourceID id = ResourceID.fromResource(answer);
    before.ifPresentOrElse(
        previous -> informer(answer).handleRecentResourceUpdate(id, answer, previous),
        () -> informer(answer).handleRecentResourceCreate(id, answer));
  }

  private <T extends HasMetadata> Optional<T> read(Class<T> type, String namespace, String name) {
    return Optional.ofNullable(client.resources(type).inNamespace(namespace).withName(name).get());
  }

  @SuppressWarnings("unchecked") // each informer holds objects of the type it is chosen by
  private <T extends HasMetadata> InformerEventSource<T, BackupAccess> informer(T object) {
    return (InformerEventSource<T, BackupAccess>)
        switch (object.getKind()) {
          case "Deployment" -> watches.deployments;
          case "Service" -> watches.services;
          case "ConfigMap" -> watches.configMaps;
          case "NetworkPolicy" -> watches.networkPolicies;
          case "Secret" -> watches.ownSecrets;
          default -> throw new IllegalArgumentException("nothing watches a " + object.getKind());
        };
  }
}
