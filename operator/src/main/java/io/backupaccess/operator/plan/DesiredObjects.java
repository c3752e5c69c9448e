package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.api.v1alpha1.ServerSpec;
import io.backupaccess.operator.naming.Labels;
import io.backupaccess.operator.naming.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The objects of one resource, one method a kind. */
public final class DesiredObjects {

  private final BackupAccess resource;
  private final Names names;

  DesiredObjects(BackupAccess resource, Names names) {
    this.resource = resource;
    this.names = names;
  }

  /** By which an object goes when the resource goes. */
  public static OwnerReference owner(BackupAccess resource) {
    return new OwnerReferenceBuilder()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withName(resource.getMetadata().getName())
        .withUid(resource.getMetadata().getUid())
        .withController(true)
        .build();
  }

  /** On every object. */
  Map<String, String> annotations() {
    return Labels.annotations(resource);
  }

  /**
   * @param document empty: it is not known yet, and nothing runs by it
   */
  ConfigMap configuration(PodRole role, Optional<ConfigurationDocument> document) {
    Map<String, String> files = new TreeMap<>();
    document.ifPresent(
        known -> {
          files.put(PodTemplate.CONFIGURATION_FILE, known.text());
          if (known.nodes() != null) {
            files.put(PodTemplate.NODES_FILE, known.nodes());
          }
        });
    return new ConfigMapBuilder().withMetadata(metadata(role).build()).withData(files).build();
  }

  Service service(GatewayServiceSpec spec, Granted granted) {
    Map<String, String> labels = new TreeMap<>(granted.serviceLabels());
    labels.putAll(Labels.of(names));
    Map<String, String> annotations = new TreeMap<>(granted.serviceAnnotations());
    annotations.putAll(Labels.annotations(resource));
    boolean balanced = spec.type() == GatewayServiceSpec.Type.LOAD_BALANCER;
    boolean external = spec.type() != GatewayServiceSpec.Type.CLUSTER_IP;
    var policy = spec.externalTrafficPolicy();
    var families = spec.ipFamilyPolicy();
    return new ServiceBuilder()
        .withMetadata(metadata(names.gateway(), labels).withAnnotations(annotations).build())
        .withNewSpec()
        .withType(spec.type().text())
        .withSelector(Labels.selector(names))
        .addNewPort()
        .withName("ssh")
        .withProtocol("TCP")
        .withPort(spec.port())
        .withTargetPort(new IntOrString("ssh"))
        .withNodePort(external ? spec.nodePort() : null)
        .endPort()
        // Local keeps the client's address, which source networks and limits go by.
        .withExternalTrafficPolicy(external ? (policy == null ? "Local" : policy.text()) : null)
        .withLoadBalancerClass(balanced ? spec.loadBalancerClass() : null)
        .withLoadBalancerSourceRanges(
            balanced && !spec.loadBalancerSourceRanges().isEmpty()
                ? spec.loadBalancerSourceRanges()
                : null)
        .withIpFamilyPolicy(families == null ? null : families.text())
        .endSpec()
        .build();
  }

  /**
   * SSH from anywhere, or from those alone who pass clients on, status from the operator's
   * namespace, nothing else in; nothing out but to its readers, where it has any. The kubelet's
   * probes come from the pod's own node, which network policies admit.
   *
   * @param readers those that there are, too, until their transfers have ended
   */
  NetworkPolicy networkPolicy(String operatorNamespace, ServerSpec server, Set<String> readers) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(names.gateway(), Labels.of(names)).build())
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(Labels.selector(names))
        .endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .withIngress(ssh(TrustedPeers.admitted(server)))
        .addToIngress(status(operatorNamespace))
        .withEgress(readers.isEmpty() ? List.of() : List.of(toReaders()))
        .endSpec()
        .build();
  }

  private NetworkPolicyEgressRule toReaders() {
    return new NetworkPolicyEgressRuleBuilder()
        .addNewTo()
        .withNewPodSelector()
        .withMatchLabels(Labels.selectorOfReaders(names))
        .endPodSelector()
        .endTo()
        .addToPorts(port(PodTemplate.HOP_PORT))
        .build();
  }

  /** The hop from the resource's gateway, status from the operator's namespace, nothing else. */
  NetworkPolicy readersNetworkPolicy(String operatorNamespace) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(names.readers(), Labels.ofReaders(names)).build())
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(Labels.selectorOfReaders(names))
        .endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .addNewIngress()
        .addNewFrom()
        .withNewPodSelector()
        .withMatchLabels(Labels.selector(names))
        .endPodSelector()
        .endFrom()
        .addToPorts(port(PodTemplate.HOP_PORT))
        .endIngress()
        .addToIngress(status(operatorNamespace))
        .endSpec()
        .build();
  }

  private static NetworkPolicyIngressRule status(String operatorNamespace) {
    return new NetworkPolicyIngressRuleBuilder()
        .addNewFrom()
        .withNewNamespaceSelector()
        .withMatchLabels(Map.of("kubernetes.io/metadata.name", operatorNamespace))
        .endNamespaceSelector()
        .endFrom()
        .addToPorts(port(PodTemplate.STATUS_PORT))
        .build();
  }

  private static NetworkPolicyPort port(int number) {
    return new NetworkPolicyPortBuilder()
        .withProtocol("TCP")
        .withPort(new IntOrString(number))
        .build();
  }

  /** A rule without peers would admit all, so none is made for a list that is empty. */
  private static List<NetworkPolicyIngressRule> ssh(Optional<List<NetworkPolicyPeer>> peers) {
    if (peers.filter(List::isEmpty).isPresent()) {
      return List.of();
    }
    return List.of(
        new NetworkPolicyIngressRuleBuilder()
            .withFrom(peers.orElse(List.of()))
            .addToPorts(port(PodTemplate.SSH_PORT))
            .build());
  }

  Deployment deployment(
      PodRole role,
      PodTemplateSpec template,
      int replicas,
      boolean shareable,
      @Nullable PinnedNode pin,
      SeLinuxLevels levels,
      PodUpdate update) {
    Map<String, String> annotations = Labels.annotations(resource);
    if (pin != null) {
      annotations.put(PinnedNode.ANNOTATION, Serialization.asJson(pin));
    }
    String remembered = levels.annotation();
    if (remembered != null && role instanceof PodRole.Gateway) {
      annotations.put(SeLinuxLevels.ANNOTATION, remembered);
    }
    if (update.since() != null) {
      annotations.put(PodUpdate.WAITS_SINCE, update.since().toString());
    }
    return new DeploymentBuilder()
        .withMetadata(metadata(role).withAnnotations(annotations).build())
        .withNewSpec()
        .withPaused(update.waits() ? true : null)
        .withReplicas(replicas)
        .withRevisionHistoryLimit(1)
        .withStrategy(strategy(shareable))
        .withNewSelector()
        .withMatchLabels(role.selector())
        .endSelector()
        .withTemplate(template)
        .endSpec()
        .build();
  }

  /**
   * A new pod serves while the old one drains, unless the claims could keep the new one from
   * starting on another node, in which case neither would ever go on, or the old one has to go
   * first.
   */
  private static DeploymentStrategy strategy(boolean shareable) {
    if (!shareable) {
      return new DeploymentStrategyBuilder().withType("Recreate").build();
    }
    return new DeploymentStrategyBuilder()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .build();
  }

  private ObjectMetaBuilder metadata(PodRole role) {
    return metadata(role.object(), role.labels());
  }

  private ObjectMetaBuilder metadata(String name, Map<String, String> labels) {
    return new ObjectMetaBuilder(new ObjectMeta())
        .withName(name)
        .withNamespace(resource.getMetadata().getNamespace())
        .withLabels(labels)
        .withAnnotations(Labels.annotations(resource))
        .withOwnerReferences(owner(resource));
  }
}
