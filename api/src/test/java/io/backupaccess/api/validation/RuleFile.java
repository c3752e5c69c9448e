package io.backupaccess.api.validation;

import io.backupaccess.api.v1alpha1.BackupAccess;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A resource, or one and its update, with what is expected of them. */
record RuleFile(String name, String text) {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  static RuleFile read(Path file) {
    try {
      return new RuleFile(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The beginnings of the refusals that a side must give; none: it accepts. */
  List<String> expected(String side) {
    return text.lines()
        .filter(line -> line.startsWith("# " + side + ": "))
        .map(line -> line.substring(side.length() + 4))
        .toList();
  }

  List<GenericKubernetesResource> documents() {
    return parts().stream()
        .map(part -> YAML.unmarshal(part, GenericKubernetesResource.class))
        .toList();
  }

  BackupAccess resource() {
    return YAML.unmarshal(parts().getLast(), BackupAccess.class);
  }

  /** Whether the Java types can hold what the file says; the schema alone keeps the rest out. */
  boolean isReadable() {
    return !text.startsWith("# api: ")
        || expected("api").stream().noneMatch(api -> api.contains("Unsupported value"));
  }

  private List<String> parts() {
    return Arrays.asList(text.split("(?m)^---$"));
  }
}
