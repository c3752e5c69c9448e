package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.Rules;
import java.util.Map;

/** The rules of labels and annotations that the resource hands on to what the operator makes. */
final class MetadataRules {

  private static final int MOST = 64;
  private static final int LONGEST_ANNOTATION = 4096;
  private static final String OWN = "backupaccess.io/";
  private static final String RECOMMENDED = "app.kubernetes.io/";

  private final Violations violations;

  MetadataRules(Violations violations) {
    this.violations = violations;
  }

  void labels(Map<String, String> labels, String path) {
    violations.size(labels.keySet(), path, 0, MOST);
    if (!labels.entrySet().stream()
        .allMatch(
            label ->
                Formats.isQualifiedName(label.getKey())
                    && Formats.isLabelValue(label.getValue()))) {
      violations.add(path, Rules.LABEL_MESSAGE);
    }
  }

  /** The operator finds what it made by its own labels. */
  void ownLabels(Map<String, String> labels, String path) {
    if (labels.keySet().stream()
        .anyMatch(key -> key.startsWith(OWN) || key.startsWith(RECOMMENDED))) {
      violations.add(path, Rules.OWN_LABEL_MESSAGE);
    }
  }

  void annotations(Map<String, String> annotations, String path) {
    violations.size(annotations.keySet(), path, 0, MOST);
    if (!annotations.keySet().stream().allMatch(Formats::isQualifiedName)) {
      violations.add(path, Rules.ANNOTATION_MESSAGE);
    }
    if (annotations.keySet().stream().anyMatch(key -> key.startsWith(OWN))) {
      violations.add(path, Rules.OWN_ANNOTATION_MESSAGE);
    }
    if (annotations.values().stream().anyMatch(value -> value.length() > LONGEST_ANNOTATION)) {
      violations.add(path, "values must have at most " + LONGEST_ANNOTATION + " characters");
    }
  }
}
