package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How clients reach the gateway. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = Rules.LOAD_BALANCER_CLASS,
    message = Rules.LOAD_BALANCER_MESSAGE,
    fieldPath = ".loadBalancerClass")
@ValidationRule(
    value = Rules.LOAD_BALANCER_RANGES,
    message = Rules.LOAD_BALANCER_MESSAGE,
    fieldPath = ".loadBalancerSourceRanges")
@ValidationRule(
    value = Rules.TRAFFIC_POLICY,
    message = Rules.NOT_CLUSTER_IP_MESSAGE,
    fieldPath = ".externalTrafficPolicy")
@ValidationRule(
    value = Rules.NODE_PORT,
    message = Rules.NOT_CLUSTER_IP_MESSAGE,
    fieldPath = ".nodePort")
public record GatewayServiceSpec(
    @JsonPropertyDescription("Type of the Service. Default: LoadBalancer.") Type type,
    @Min(1) @Max(65535) @JsonPropertyDescription("Port of the Service. Default: 22.") Integer port,
    @Size(max = 64)
        @ValidationRule(value = Rules.ANNOTATIONS, message = Rules.ANNOTATION_MESSAGE)
        @ValidationRule(value = Rules.OWN_ANNOTATIONS, message = Rules.OWN_ANNOTATION_MESSAGE)
        @JsonPropertyDescription(
            "Annotations of the Service, such as those that your load balancer reads.")
        Map<String, @Size(max = 4096) String> annotations,
    @Size(max = 64)
        @ValidationRule(value = Rules.LABELS, message = Rules.LABEL_MESSAGE)
        @ValidationRule(value = Rules.OWN_LABELS, message = Rules.OWN_LABEL_MESSAGE)
        @JsonPropertyDescription("Labels of the Service.")
        Map<String, @Size(max = 63) String> labels,
    @Size(min = 1, max = 317)
        @ValidationRule(value = Rules.QUALIFIED_NAME, message = Rules.QUALIFIED_NAME_MESSAGE)
        @JsonPropertyDescription("Class of the load balancer. Only with type LoadBalancer.")
        @Nullable String loadBalancerClass,
    @Size(min = 1, max = 64)
        @ValidationRule(value = Rules.NETWORK, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks that the load balancer admits, in CIDR notation. Default: all. Only with type LoadBalancer.")
        List<@Size(min = 1, max = 43) String> loadBalancerSourceRanges,
    @JsonPropertyDescription(
            "Local keeps the client's address, which sourceRanges of keys need. Default: Local. Only with types LoadBalancer and NodePort.")
        @Nullable TrafficPolicy externalTrafficPolicy,
    @Min(1)
        @Max(65535)
        @JsonPropertyDescription(
            "Port on the nodes. Default: Kubernetes chooses. Only with types LoadBalancer and NodePort.")
        @Nullable Integer nodePort,
    @JsonPropertyDescription("Address families of the Service. Default: SingleStack.")
        @Nullable IpFamilyPolicy ipFamilyPolicy) {

  /** What a resource without {@code service} gets. */
  public static final GatewayServiceSpec DEFAULTS =
      new GatewayServiceSpec(null, null, null, null, null, null, null, null, null);

  /** Fills in what was left out. */
  public GatewayServiceSpec(
      @Nullable Type type,
      @Nullable Integer port,
      @Nullable Map<String, String> annotations,
      @Nullable Map<String, String> labels,
      @Nullable String loadBalancerClass,
      @Nullable List<String> loadBalancerSourceRanges,
      @Nullable TrafficPolicy externalTrafficPolicy,
      @Nullable Integer nodePort,
      @Nullable IpFamilyPolicy ipFamilyPolicy) {
    this.type = type == null ? Type.LOAD_BALANCER : type;
    this.port = port == null ? 22 : port;
    this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    this.labels = labels == null ? Map.of() : Map.copyOf(labels);
    this.loadBalancerClass = loadBalancerClass;
    this.loadBalancerSourceRanges =
        loadBalancerSourceRanges == null ? List.of() : List.copyOf(loadBalancerSourceRanges);
    this.externalTrafficPolicy = externalTrafficPolicy;
    this.nodePort = nodePort;
    this.ipFamilyPolicy = ipFamilyPolicy;
  }

  /** The type of the Service. */
  public enum Type {
    LOAD_BALANCER("LoadBalancer"),
    NODE_PORT("NodePort"),
    CLUSTER_IP("ClusterIP");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** As Kubernetes writes it. */
    @JsonValue
    public String text() {
      return text;
    }
  }

  /** Which nodes take connections from outside. */
  public enum TrafficPolicy {
    LOCAL("Local"),
    CLUSTER("Cluster");

    private final String text;

    TrafficPolicy(String text) {
      this.text = text;
    }

    /** As Kubernetes writes it. */
    @JsonValue
    public String text() {
      return text;
    }
  }

  /** Whether the Service has one address family or two. */
  public enum IpFamilyPolicy {
    SINGLE_STACK("SingleStack"),
    PREFER_DUAL_STACK("PreferDualStack"),
    REQUIRE_DUAL_STACK("RequireDualStack");

    private final String text;

    IpFamilyPolicy(String text) {
      this.text = text;
    }

    /** As Kubernetes writes it. */
    @JsonValue
    public String text() {
      return text;
    }
  }
}
