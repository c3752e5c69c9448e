package io.backupaccess.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.api.schema.Shape;
import io.backupaccess.api.v1alpha1.BackupAccessSpec;
import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The definition of the resource as the cluster has it. The API server drops what it lacks: of an
 * older one, a field that narrows a grant would be dropped from what people write, and one of the
 * status from what the operator remembers.
 */
public record Definition(KubernetesClient client) {

  private static final String DOCUMENT = "/openapi/v3/apis/backupaccess.io/v1alpha1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Shape> NEEDED =
      Map.of(
          "spec", Shape.of(BackupAccessSpec.class), "status", Shape.of(BackupAccessStatus.class));

  /**
   * The fields and values that this operator relies on and the cluster's definition lacks; empty:
   * it has them all, or there is none that can be read, which shows otherwise.
   *
   * @throws KubernetesClientException if the API server does not answer
   */
  public List<String> lacks() {
    try {
      return read().map(Definition::lacking).orElse(List.of());
    } catch (KubernetesClientException e) {
      if (e.getCode() == 0) {
        throw e;
      }
      return List.of();
    }
  }

  private Optional<JsonNode> read() {
    String document = client.raw(DOCUMENT);
    try {
      return Optional.ofNullable(document == null ? null : JSON.readTree(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the description of the API cannot be read", e);
    }
  }

  /**
   * @param openApi the description of the group's version
   */
  static List<String> lacking(JsonNode openApi) {
    for (JsonNode schema : openApi.at("/components/schemas")) {
      for (JsonNode kind : schema.path("x-kubernetes-group-version-kind")) {
        if (kind.path("kind").asText().equals("BackupAccess")) {
          List<String> lacking = new ArrayList<>();
          NEEDED.forEach(
              (name, shape) -> compare(name, shape, schema.at("/properties/" + name), lacking));
          return lacking.stream().sorted().toList();
        }
      }
    }
    return List.of();
  }

  private static void compare(String path, Shape shape, JsonNode schema, List<String> lacking) {
    if (schema.isMissingNode()) {
      lacking.add(path);
      return;
    }
    switch (shape) {
      case Shape.Fields(var byName) ->
          byName.forEach(
              (name, field) ->
                  compare(path + "." + name, field, schema.at("/properties/" + name), lacking));
      case Shape.Items(var each) -> compare(path + "[]", each, schema.path("items"), lacking);
      case Shape.Choice(var words) when schema.has("enum") -> {
        Set<String> missing = new HashSet<>(words);
        schema.path("enum").forEach(word -> missing.remove(word.asText()));
        missing.forEach(word -> lacking.add(path + ": " + word));
      }
      case Shape.Choice choice -> {}
      case Shape.Entries entries -> {}
      case Shape.Foreign foreign -> {}
      case Shape.Value value -> {}
    }
  }
}
