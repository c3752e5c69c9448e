package io.backupaccess.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cluster's objects as they were last seen. What it returns is shared: nobody changes it. */
public interface ClusterView {

  /** A claim. */
  Optional<PersistentVolumeClaim> claim(String namespace, String name);

  /** A Secret whose owner consented to its use for keys. */
  Optional<Secret> keySecret(String namespace, String name);

  /** Whether there is a Secret of that name, of whatever kind. */
  boolean secretExists(String namespace, String name);

  /** A Secret that the operator made. */
  Optional<Secret> ownSecret(String namespace, String name);

  /** A Secret for host keys, whoever made it; asks for it where the operator did not. */
  Optional<Secret> hostKeySecret(String namespace, String name);

  /** The pods that use a claim, gateways' included. */
  List<Pod> podsWithClaim(String namespace, String claimName);

  /** The pods of the gateway of one resource, and of its readers. */
  List<Pod> gatewayPods(String namespace, String access);

  /** The ConfigMaps and Deployments that are made for readers of one resource. */
  List<HasMetadata> readerObjects(String namespace, String access);

  /** A Deployment with the operator's label, whosever it is. */
  Optional<Deployment> deployment(String namespace, String name);

  /** A Service with the operator's label, whosever it is. */
  Optional<Service> service(String namespace, String name);

  /**
   * Why the object with that uid does not get on, as its Events say and as {@code Reason: message}.
   * Asked for each time, and only where something is wrong: nothing watches Events.
   */
  Optional<String> lastFailure(String namespace, String uid);

  /**
   * The namespace's annotations, asked for each time: nothing watches namespaces. None where the
   * operator may not read them: what nobody can see, nobody has agreed to.
   */
  Map<String, String> namespaceAnnotations(String namespace);

  /**
   * Networks in CIDR notation with the addresses of the cluster's nodes; none where the operator
   * may not see nodes.
   */
  List<String> nodeNetworks();

  /** The nodes by name; none where the operator may not see nodes. */
  Map<String, ClusterNode> nodes();

  /** Whether the operator may see the volumes of claims. */
  boolean seesVolumes();

  /** The volume of a claim. */
  Optional<PersistentVolume> volume(String name);
}
