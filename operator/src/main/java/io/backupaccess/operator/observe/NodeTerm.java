package io.backupaccess.operator.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A term of a node affinity: it admits a node that meets all of its requirements. One without any
 * admits none, as the scheduler has it.
 */
public record NodeTerm(List<Requirement> requirements) {
  public NodeTerm {
    requirements = List.copyOf(requirements);
  }

  /** What a requirement is of. */
  public enum Of {
    LABEL,
    /** Of which there is one: the node's name. */
    FIELD
  }

  /**
   * A requirement.
   *
   * @param operator as Kubernetes writes it
   */
  public record Requirement(Of of, String key, String operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }

    boolean admits(ClusterNode node) {
      String value = of == Of.FIELD ? node.name() : node.labels().get(key);
      return switch (operator) {
        case "In" -> value != null && values.contains(value);
        case "NotIn" -> value == null || !values.contains(value);
        case "Exists" -> value != null;
        case "DoesNotExist" -> value == null;
        case "Gt" -> compare(value) > 0;
        case "Lt" -> compare(value) < 0;
        default -> false;
      };
    }

    /** 0 where the two are no numbers. */
    private int compare(@Nullable String value) {
      try {
        return value == null || values.size() != 1
            ? 0
            : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }

  boolean admits(ClusterNode node) {
    return !requirements.isEmpty()
        && requirements.stream().allMatch(requirement -> requirement.admits(node));
  }
}
