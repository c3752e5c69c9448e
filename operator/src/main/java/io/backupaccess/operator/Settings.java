package io.backupaccess.operator;

import io.backupaccess.operator.plan.Allowance;
import io.backupaccess.operator.plan.PriorityClasses;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says.
 *
 * @param gatewayImage image of the gateways' pods
 * @param pullPolicy of that image; null: Kubernetes' default
 * @param priorityClasses of gateways whose resource names none
 * @param allowance what resources may ask for
 * @param watchNamespaces empty: all
 * @param operatorNamespace where the operator runs
 * @param expiryWarning how long before its end a key is told of
 * @param probesPort of {@code /livez} and {@code /readyz}
 * @param metricsPort of {@code /metrics}; null: nobody can ask for metrics
 * @param leaderElection whether it works only while it holds the Lease
 */
public record Settings(
    String gatewayImage,
    @Nullable String pullPolicy,
    PriorityClasses priorityClasses,
    Allowance allowance,
    Set<String> watchNamespaces,
    String operatorNamespace,
    Duration expiryWarning,
    int probesPort,
    @Nullable Integer metricsPort,
    boolean leaderElection) {

  private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,500}");
  private static final Set<String> PULL_POLICIES = Set.of("Always", "IfNotPresent", "Never");
  private static final int DEFAULT_PROBES_PORT = 8080;
  private static final Duration DEFAULT_EXPIRY_WARNING = Duration.ofDays(14);
  private static final int MOST_DAYS = 365;
  private static final int MAX_PORT = 65535;

  public Settings {
    watchNamespaces = Set.copyOf(watchNamespaces);
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException saying which variable is wrong, and how
   */
  public static Settings of(Map<String, String> environment) {
    String image = environment.getOrDefault("GATEWAY_IMAGE", "");
    require(IMAGE.matcher(image).matches(), "GATEWAY_IMAGE must name the gateway's image");
    String policy = environment.getOrDefault("GATEWAY_IMAGE_PULL_POLICY", "");
    require(
        policy.isEmpty() || PULL_POLICIES.contains(policy),
        "GATEWAY_IMAGE_PULL_POLICY must be Always, IfNotPresent or Never");
    String free = priorityClass(environment, "GATEWAY_PRIORITY_CLASS");
    String pinned = priorityClass(environment, "GATEWAY_PINNED_PRIORITY_CLASS");
    String own = environment.getOrDefault("OPERATOR_NAMESPACE", "");
    require(
        NAMESPACE.matcher(own).matches(),
        "OPERATOR_NAMESPACE must name the namespace that the operator runs in");
    return new Settings(
        image,
        policy.isEmpty() ? null : policy,
        new PriorityClasses(free, pinned == null ? free : pinned),
        Allowance.of(environment),
        namespaces(environment.getOrDefault("WATCH_NAMESPACES", "")),
        own,
        days(environment.get("KEY_EXPIRY_WARNING_DAYS")),
        port(environment, "PROBES_PORT").orElse(DEFAULT_PROBES_PORT),
        port(environment, "METRICS_PORT").orElse(null),
        election(environment.getOrDefault("LEADER_ELECTION", "")));
  }

  private static @Nullable String priorityClass(Map<String, String> environment, String name) {
    String priorityClass = environment.getOrDefault(name, "");
    require(
        priorityClass.isEmpty() || SUBDOMAIN.matcher(priorityClass).matches(),
        name + " must name a PriorityClass, or be empty for none");
    return priorityClass.isEmpty() ? null : priorityClass;
  }

  private static boolean election(String text) {
    require(text.matches("(true|false)?"), "LEADER_ELECTION must be true or false");
    return text.equals("true");
  }

  private static Set<String> namespaces(String list) {
    Set<String> namespaces = new TreeSet<>();
    Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(namespaces::add);
    require(
        namespaces.stream().allMatch(name -> NAMESPACE.matcher(name).matches()),
        "WATCH_NAMESPACES must be names of namespaces with commas between them, or empty for all");
    return namespaces;
  }

  private static Duration days(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return DEFAULT_EXPIRY_WARNING;
    }
    require(text.matches("\\d{1,3}"), "KEY_EXPIRY_WARNING_DAYS must be a number from 0 to 365");
    int days = Integer.parseInt(text);
    require(days <= MOST_DAYS, "KEY_EXPIRY_WARNING_DAYS must be a number from 0 to 365");
    return Duration.ofDays(days);
  }

  private static Optional<Integer> port(Map<String, String> environment, String name) {
    String text = environment.getOrDefault(name, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    require(text.matches("\\d{1,5}"), name + " must be a port number");
    int port = Integer.parseInt(text);
    require(port <= MAX_PORT, name + " must be a port number");
    return Optional.of(port);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
