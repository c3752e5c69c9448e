package io.backupaccess.operator.observe;

import io.backupaccess.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A cluster that holds the objects it was given. */
public final class FilesCluster implements ClusterView {

  private final List<HasMetadata> objects = new ArrayList<>();

  /** Adds an object, or the items of a list. */
  public void add(Object object) {
    switch (object) {
      case KubernetesList list -> objects.addAll(list.getItems());
      case List<?> list -> list.forEach(this::add);
      case HasMetadata single -> objects.add(single);
      default -> throw new IllegalArgumentException("not an object: " + object.getClass());
    }
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  private List<Pod> pods() {
    return objects.stream().filter(Pod.class::isInstance).map(Pod.class::cast).toList();
  }

  @Override
  public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    return find(PersistentVolumeClaim.class, name);
  }

  @Override
  public Optional<Secret> keySecret(String namespace, String name) {
    return find(Secret.class, name)
        .filter(secret -> secret.getMetadata().getLabels() != null)
        .filter(
            secret -> "true".equals(secret.getMetadata().getLabels().get(KeySecret.CONSENT_LABEL)));
  }

  @Override
  public boolean secretExists(String namespace, String name) {
    return find(Secret.class, name).isPresent();
  }

  @Override
  public Optional<Secret> ownSecret(String namespace, String name) {
    return find(Secret.class, name);
  }

  @Override
  public Optional<Secret> hostKeySecret(String namespace, String name) {
    return find(Secret.class, name);
  }

  @Override
  public List<Pod> podsWithClaim(String namespace, String claimName) {
    return pods().stream().filter(pod -> Pods.claimNames(pod).contains(claimName)).toList();
  }

  @Override
  public List<Pod> gatewayPods(String namespace, String access) {
    return pods().stream()
        .filter(pod -> Pods.access(pod).filter(access::equals).isPresent())
        .toList();
  }

  @Override
  public List<HasMetadata> readerObjects(String namespace, String access) {
    return objects.stream()
        .filter(object -> object instanceof ConfigMap || object instanceof Deployment)
        .filter(object -> Labels.reader(object).isPresent())
        .toList();
  }

  @Override
  public Optional<Deployment> deployment(String namespace, String name) {
    return find(Deployment.class, name);
  }

  @Override
  public Optional<Service> service(String namespace, String name) {
    return find(Service.class, name);
  }

  @Override
  public Optional<String> lastFailure(String namespace, String uid) {
    return Failures.last(
        objects.stream()
            .filter(Event.class::isInstance)
            .map(Event.class::cast)
            .filter(event -> uid.equals(event.getRegarding().getUid()))
            .toList());
  }

  @Override
  public Map<String, String> namespaceAnnotations(String namespace) {
    return find(Namespace.class, namespace)
        .map(found -> found.getMetadata().getAnnotations())
        .orElse(Map.of());
  }

  @Override
  public List<String> nodeNetworks() {
    return NodeAddresses.networks(
        objects.stream()
            .filter(Node.class::isInstance)
            .flatMap(node -> NodeAddresses.of((Node) node).stream())
            .toList());
  }

  @Override
  public Map<String, ClusterNode> nodes() {
    return objects.stream()
        .filter(Node.class::isInstance)
        .map(node -> ClusterNode.of((Node) node))
        .collect(Collectors.toMap(ClusterNode::name, Function.identity()));
  }

  /** Where a case has volumes, the operator may see them. */
  @Override
  public boolean seesVolumes() {
    return objects.stream().anyMatch(PersistentVolume.class::isInstance);
  }

  @Override
  public Optional<PersistentVolume> volume(String name) {
    return find(PersistentVolume.class, name);
  }
}
