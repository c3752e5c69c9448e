package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backupaccess.kubeapi.KubeApiServer;
import io.backupaccess.kubeapi.KubeApiServerExtension;
import io.backupaccess.operator.hostkeys.HostKeyPair;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each field of the resource with each of some hostile values: the API server refuses it, or the
 * operator goes on to a condition, and what it makes has the shape that it always has.
 */
@ExtendWith(KubeApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileFieldsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Kubernetes' own types, of which the file has an example. */
  private static final List<String> EMBEDDED =
      List.of("/pods/affinity", "/pods/tolerations", "/pods/resources");

  /** Where a pod takes over what its owner says, as from the owner of any Deployment. */
  private static final List<String> TAKEN_OVER =
      List.of(
          "/spec/template/metadata/labels",
          "/spec/template/metadata/annotations",
          "/spec/template/spec/nodeSelector",
          "/spec/template/spec/affinity",
          "/spec/template/spec/tolerations",
          "/spec/template/spec/priorityClassName",
          "/spec/template/spec/serviceAccountName",
          "/spec/template/spec/serviceAccount",
          "/spec/template/spec/securityContext/seLinuxOptions",
          "/spec/template/spec/imagePullSecrets",
          "/spec/template/spec/containers/0/resources",
          "/spec/template/spec/terminationGracePeriodSeconds",
          "/spec/template/spec/securityContext/runAsGroup",
          "/spec/template/spec/securityContext/supplementalGroups");

  /** So that each value goes as far as it can. */
  private static final Map<String, String> EVERYTHING =
      Map.of(
          "ALLOWED_POD_ANNOTATIONS", "*",
          "ALLOWED_POD_LABELS", "*",
          "ALLOWED_PRIORITY_CLASSES", "*",
          "ALLOWED_SERVICE_ACCOUNTS", "*",
          "ALLOWED_SERVICE_ANNOTATIONS", "*",
          "ALLOWED_SERVICE_LABELS", "*");

  private JsonNode everyField;

  @BeforeAll
  void read(KubeApiServer server) throws IOException {
    try (var file =
        Objects.requireNonNull(
            HostileFieldsTest.class.getResourceAsStream("/hostile/every-field.yaml"))) {
      everyField =
          JSON.valueToTree(
              server
                  .client()
                  .getKubernetesSerialization()
                  .unmarshal(
                      new String(file.readAllBytes(), StandardCharsets.UTF_8),
                      GenericKubernetesResource.class));
    }
  }

  @Test
  void everyFieldIsTried(KubeApiServer server) {
    JsonNode schema =
        JSON.valueToTree(
            server
                .client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("backupaccesses.backupaccess.io")
                .get()
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema());
    var declared = new TreeSet<String>();
    declared(schema.at("/properties/spec"), "", declared);
    var tried = new TreeSet<String>();
    tried(everyField.get("spec"), "", tried);
    // Of a cluster, each port can be had only once.
    declared.remove("/service/nodePort");
    declared.removeIf(field -> EMBEDDED.stream().anyMatch(field::startsWith));
    assertThat(declared).isNotEmpty();
    assertThat(tried).containsAll(declared);
  }

  private static void declared(JsonNode schema, String place, Set<String> found) {
    if (schema.has("items")) {
      declared(schema.get("items"), place, found);
    } else if (schema.has("properties")) {
      schema
          .get("properties")
          .properties()
          .forEach(field -> declared(field.getValue(), place + "/" + field.getKey(), found));
    } else {
      found.add(place);
    }
  }

  private static void tried(JsonNode node, String place, Set<String> found) {
    found.add(place);
    if (node.isArray()) {
      node.forEach(entry -> tried(entry, place, found));
    } else {
      node.properties()
          .forEach(field -> tried(field.getValue(), place + "/" + field.getKey(), found));
    }
  }

  @Test
  void hostileValuesAreRefusedOrEndInAConditionAndChangeTheShapeOfNothing(KubeApiServer server)
      throws IOException {
    try (TestAccess test = new TestAccess(server)) {
      test.restartOperator(EVERYTHING);
      test.cluster.createBoundClaim("data");
      // Of nobody, or one resource had what the next one may not use.
      createHostKey(test, "every-host-keys");
      createHostKey(test, "every-next-keys");
      test.create(everyField.toString());
      test.await("every-field", status -> !status.conditions().isEmpty());
      Deployment usual = deployment(test, "every-field");
      assertThat(usual).isNotNull();

      Map<String, String> accepted = new LinkedHashMap<>();
      int refused = 0;
      for (var variant : HostileVariants.of(everyField, JsonPointer.compile("/spec"))) {
        String name = "variant-" + accepted.size();
        if (created(test, variant.document(), name)) {
          accepted.put(name, variant.place());
        } else {
          refused++;
        }
      }
      assertThat(refused).isGreaterThan(accepted.size());
      assertThat(accepted).isNotEmpty();

      var shapes = new SoftAssertions();
      for (var variant : accepted.entrySet()) {
        String name = variant.getKey();
        test.await(name, status -> !status.conditions().isEmpty());
        Deployment made = deployment(test, name);
        if (made != null) {
          shapes.assertThat(shape(made)).as(variant.getValue()).isEqualTo(shape(usual));
        }
        JSON.readTree(test.configuration(name));
      }
      shapes.assertAll();
    }
  }

  private static void createHostKey(TestAccess test, String name) {
    HostKeyPair pair = HostKeyPair.generate(new SecureRandom());
    test.client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(test.namespace)
                .addToLabels("backupaccess.io/host-keys", "true")
                .endMetadata()
                .addToStringData("ssh_host_ed25519_key", pair.privateKey())
                .addToStringData("ssh_host_ed25519_key.pub", pair.publicKey())
                .build())
        .create();
  }

  /** Whether the API server takes it. */
  private static boolean created(TestAccess test, JsonNode document, String name) {
    ((ObjectNode) document.get("metadata")).put("name", name);
    ((ObjectNode) document.get("metadata")).put("namespace", test.namespace);
    GenericKubernetesResource resource =
        JSON.convertValue(document, GenericKubernetesResource.class);
    try {
      test.client.resource(resource).create();
      return true;
    } catch (KubernetesClientException e) {
      if (List.of(400, 413, 422).contains(e.getCode())) {
        return false;
      }
      throw e;
    }
  }

  private static Deployment deployment(TestAccess test, String access) {
    return test.client
        .apps()
        .deployments()
        .inNamespace(test.namespace)
        .withName(access + "-gateway")
        .get();
  }

  /** What it says of how its pods run, but for what depends on names alone. */
  private static JsonNode shape(Deployment deployment) throws IOException {
    JsonNode node = JSON.valueToTree(deployment);
    ObjectNode shape = JSON.createObjectNode().set("spec", node.get("spec"));
    shape.set("metadata", JSON.createObjectNode());
    for (String place : TAKEN_OVER) {
      JsonPointer pointer = JsonPointer.compile(place);
      if (shape.at(pointer.head()) instanceof ObjectNode parent) {
        parent.remove(pointer.last().getMatchingProperty());
      }
    }
    String access = deployment.getMetadata().getAnnotations().get("backupaccess.io/access");
    return JSON.readTree(
        shape
            .toString()
            .replace(Objects.requireNonNull(access), "ACCESS")
            .replaceAll("[0-9a-f]{32}", "HASH")
            .replaceAll("\"runAsUser\":[1-9][0-9]*", "\"runAsUser\":1"));
  }
}
