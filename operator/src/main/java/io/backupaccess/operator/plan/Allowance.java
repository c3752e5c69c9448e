package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.FilesSpec.Privilege;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What resources may ask for of the pods and Services that are made for them. An author of
 * resources is no author of pods: annotations make injectors mount Secrets or run other images,
 * labels make a pod part of any Service or policy, and a priority takes the place of others' pods.
 *
 * @param podAnnotations keys
 * @param podLabels keys
 * @param priorityClasses names, beside the one that gateways have by default
 * @param serviceAccounts names, beside the namespace's default
 * @param privileges tiers, which the namespace's owner has to allow too
 * @param serviceTypes types of the Service
 * @param loadBalancerClasses classes of the Service's load balancer
 * @param serviceAnnotations keys
 * @param serviceLabels keys
 */
public record Allowance(
    NamePatterns podAnnotations,
    NamePatterns podLabels,
    NamePatterns priorityClasses,
    NamePatterns serviceAccounts,
    Set<Privilege> privileges,
    Set<GatewayServiceSpec.Type> serviceTypes,
    NamePatterns loadBalancerClasses,
    NamePatterns serviceAnnotations,
    NamePatterns serviceLabels) {

  private static final Map<String, Privilege> PRIVILEGES =
      Map.of(
          "Restricted",
          Privilege.RESTRICTED,
          "ReadAll",
          Privilege.READ_ALL,
          "ReadAllBaseline",
          Privilege.READ_ALL_BASELINE);
  private static final Map<String, GatewayServiceSpec.Type> TYPES =
      Stream.of(GatewayServiceSpec.Type.values())
          .collect(Collectors.toMap(GatewayServiceSpec.Type::text, Function.identity()));

  /** What is allowed where the environment does not say it, by the variable that would. */
  public static final Map<String, String> DEFAULTS =
      Map.of(
          // Whether an autoscaler may take the node away, which harms nobody else.
          "ALLOWED_POD_ANNOTATIONS",
          "cluster-autoscaler.kubernetes.io/safe-to-evict",
          "ALLOWED_POD_LABELS",
          "",
          "ALLOWED_PRIORITY_CLASSES",
          "",
          "ALLOWED_SERVICE_ACCOUNTS",
          "",
          // The owner of the namespace has a say in all but the first.
          "ALLOWED_PRIVILEGES",
          "Restricted,ReadAll,ReadAllBaseline",
          "ALLOWED_SERVICE_TYPES",
          "LoadBalancer,NodePort,ClusterIP",
          "ALLOWED_LOAD_BALANCER_CLASSES",
          "*",
          // What load balancers read of their own Service; none that claims names or routes.
          "ALLOWED_SERVICE_ANNOTATIONS",
          "service.beta.kubernetes.io/*,load-balancer.hetzner.cloud/*,loadbalancer.openstack.org/*,"
              + "networking.gke.io/*,metallb.io/*,metallb.universe.tf/*,lbipam.cilium.io/*,"
              + "kube-vip.io/*",
          "ALLOWED_SERVICE_LABELS",
          "");

  public Allowance {
    privileges = Set.copyOf(privileges);
    serviceTypes = Set.copyOf(serviceTypes);
  }

  /**
   * Reads it; a variable that is empty allows nothing.
   *
   * @throws IllegalArgumentException saying which variable is wrong, and how
   */
  public static Allowance of(Map<String, String> environment) {
    return new Allowance(
        read(environment, "ALLOWED_POD_ANNOTATIONS", NamePatterns::of),
        read(environment, "ALLOWED_POD_LABELS", NamePatterns::of),
        read(environment, "ALLOWED_PRIORITY_CLASSES", NamePatterns::of),
        read(environment, "ALLOWED_SERVICE_ACCOUNTS", NamePatterns::of),
        read(environment, "ALLOWED_PRIVILEGES", list -> chosen(list, PRIVILEGES)),
        read(environment, "ALLOWED_SERVICE_TYPES", list -> chosen(list, TYPES)),
        read(environment, "ALLOWED_LOAD_BALANCER_CLASSES", NamePatterns::of),
        read(environment, "ALLOWED_SERVICE_ANNOTATIONS", NamePatterns::of),
        read(environment, "ALLOWED_SERVICE_LABELS", NamePatterns::of));
  }

  private static <T> T read(
      Map<String, String> environment, String variable, Function<String, T> reader) {
    String list = environment.get(variable);
    try {
      return reader.apply(list == null ? DEFAULTS.getOrDefault(variable, "") : list);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(variable + " " + e.getMessage(), e);
    }
  }

  private static <T> Set<T> chosen(String list, Map<String, T> choices) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .map(word -> choice(word, choices))
        .collect(Collectors.toSet());
  }

  private static <T> T choice(String word, Map<String, T> choices) {
    T choice = choices.get(word);
    if (choice == null) {
      throw new IllegalArgumentException(
          "must be some of %s with commas between them"
              .formatted(String.join(", ", new TreeSet<>(choices.keySet()))));
    }
    return choice;
  }

  /** Whether a Service may be of this type, with a load balancer of this class. */
  boolean allowsService(String type, @Nullable String loadBalancerClass) {
    GatewayServiceSpec.Type known = TYPES.get(type);
    return known != null
        && serviceTypes.contains(known)
        && (loadBalancerClass == null || loadBalancerClasses.allow(loadBalancerClass));
  }
}
