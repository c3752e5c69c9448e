package io.backupaccess.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.Repository;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field has a description that reads well in {@code kubectl explain}. */
class ExplainedFieldsTest {

  private static final int LONGEST = 460;
  // The API server adds them, with words of its own.
  private static final List<String> KUBERNETES = List.of(".apiVersion", ".kind", ".metadata");

  record Field(String path, String description) {
    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Field> fields() throws IOException {
    CustomResourceDefinition crd =
        new KubernetesSerialization()
            .unmarshal(
                Files.readString(
                    Repository.path("crds").resolve("backupaccesses.backupaccess.io-v1.yml")),
                CustomResourceDefinition.class);
    List<Field> found = new ArrayList<>();
    collect(crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(), "", found);
    return found.stream().filter(field -> !KUBERNETES.contains(field.path()));
  }

  private static void collect(JSONSchemaProps schema, String path, List<Field> found) {
    schema
        .getProperties()
        .forEach(
            (name, field) -> {
              String description = field.getDescription();
              found.add(new Field(path + "." + name, description == null ? "" : description));
              collect(field, path + "." + name, found);
            });
    if (schema.getItems() != null) {
      collect(schema.getItems().getSchema(), path + "[]", found);
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void isASentenceOrAFew(Field field) {
    assertThat(field.description())
        .hasSizeBetween(15, LONGEST)
        .matches("[A-Z][^\\n]*\\.")
        .doesNotMatch("(What|Who|Whose|This|It) .*")
        .doesNotContain("  ", " ;", "TODO");
  }
}
