package io.backupaccess.operator.plan;

import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.FilesSpec;
import io.backupaccess.api.v1alpha1.GatewayServiceSpec;
import io.backupaccess.api.v1alpha1.PodsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a resource gets of the things that the operator has to allow.
 *
 * @param priorityClass null: the one that gateways have by default
 * @param serviceAccount null: the namespace's default
 * @param privilege whether a pod of its tier may run
 * @param service whether a Service of its type and class may be made, or be changed to that
 * @param problems one for each field of which something is not allowed
 */
record Granted(
    Map<String, String> podLabels,
    Map<String, String> podAnnotations,
    @Nullable String priorityClass,
    @Nullable String serviceAccount,
    Map<String, String> serviceLabels,
    Map<String, String> serviceAnnotations,
    boolean privilege,
    boolean service,
    List<Problem> problems) {

  static final String NOT_ALLOWED = "NotAllowed";

  private static final String LEFT_OUT = "it is left out";
  private static final String UNTOUCHED =
      "no such Service is made, and one that is there stays as it is";
  private static final int NAMED = 3;

  Granted {
    podLabels = Map.copyOf(podLabels);
    podAnnotations = Map.copyOf(podAnnotations);
    serviceLabels = Map.copyOf(serviceLabels);
    serviceAnnotations = Map.copyOf(serviceAnnotations);
    problems = List.copyOf(problems);
  }

  /**
   * @param priorityClasses of gateways whose resource names none, which any may name
   */
  static Granted of(Allowance allowed, BackupAccessSpec spec, PriorityClasses priorityClasses) {
    List<Problem> problems = new ArrayList<>();
    PodsSpec pods = spec.pods();
    GatewayServiceSpec service = spec.service();
    return new Granted(
        keys(pods.labels(), allowed.podLabels(), "podLabels", "pods.labels", problems),
        keys(
            pods.annotations(),
            allowed.podAnnotations(),
            "podAnnotations",
            "pods.annotations",
            problems),
        priorityClasses.have(pods.priorityClassName())
            ? pods.priorityClassName()
            : name(
                pods.priorityClassName(),
                allowed.priorityClasses(),
                "priorityClasses",
                "pods.priorityClassName",
                problems),
        name(
            pods.serviceAccountName(),
            allowed.serviceAccounts(),
            "serviceAccounts",
            "pods.serviceAccountName",
            problems),
        keys(
            service.labels(), allowed.serviceLabels(), "serviceLabels", "service.labels", problems),
        keys(
            service.annotations(),
            allowed.serviceAnnotations(),
            "serviceAnnotations",
            "service.annotations",
            problems),
        privilege(spec.files(), allowed, problems),
        service(service, allowed, problems),
        problems);
  }

  private static Map<String, String> keys(
      Map<String, String> asked,
      NamePatterns allowed,
      String setting,
      String field,
      List<Problem> problems) {
    List<String> refused = allowed.refused(asked.keySet());
    if (refused.isEmpty()) {
      return asked;
    }
    problems.add(problem(field, listed(refused), setting, LEFT_OUT));
    Map<String, String> granted = new TreeMap<>(asked);
    granted.keySet().removeAll(refused);
    return granted;
  }

  /** The text of a condition is bounded, and the first ones say enough. */
  private static String listed(List<String> refused) {
    String first = String.join(", ", refused.subList(0, Math.min(NAMED, refused.size())));
    int more = refused.size() - NAMED;
    return more <= 0 ? first : "%s and %d more".formatted(first, more);
  }

  private static @Nullable String name(
      @Nullable String asked,
      NamePatterns allowed,
      String setting,
      String field,
      List<Problem> problems) {
    if (asked == null || allowed.allow(asked)) {
      return asked;
    }
    problems.add(problem(field, asked, setting, LEFT_OUT));
    return null;
  }

  private static boolean privilege(FilesSpec files, Allowance allowed, List<Problem> problems) {
    boolean granted = allowed.privileges().contains(files.privilege());
    if (!granted) {
      problems.add(problem("files.privilege", "this privilege", "privileges", "no gateway runs"));
    }
    return granted;
  }

  private static boolean service(
      GatewayServiceSpec service, Allowance allowed, List<Problem> problems) {
    String type = service.type().text();
    if (!allowed.serviceTypes().contains(service.type())) {
      problems.add(problem("service.type", type, "serviceTypes", UNTOUCHED));
      return false;
    }
    String wanted =
        service.type() == GatewayServiceSpec.Type.LOAD_BALANCER
            ? service.loadBalancerClass()
            : null;
    if (wanted != null && !allowed.allowsService(type, wanted)) {
      problems.add(problem("service.loadBalancerClass", wanted, "loadBalancerClasses", UNTOUCHED));
      return false;
    }
    return true;
  }

  private static Problem problem(String field, String what, String setting, String follows) {
    return new Problem(
        NOT_ALLOWED,
        "spec." + field,
        "the operator does not allow %s (allowed.%s of its chart): %s"
            .formatted(what, setting, follows));
  }
}
