package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.backupaccess.kubeapi.Deadline;
import io.backupaccess.kubeapi.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, with a definition and with resources of another version. */
class OtherVersionsTest {

  private static final String CRD = "backupaccesses.backupaccess.io";

  private static KubeApiServer server;
  private static CustomResourceDefinition committed;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    // One of its own: the others of this run keep the definition as it is.
    server = KubeApiServer.start();
    committed =
        server.client().apiextensions().v1().customResourceDefinitions().withName(CRD).get();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void installTheCommitted() {
    install(schema -> {});
  }

  @Test
  void anOperatorWhoseDefinitionIsOlderDoesNothingUntilItsOwnIsApplied() throws IOException {
    install(schema -> key(schema).getProperties().remove("sourceRanges"));
    OperatorScene scene = OperatorScene.in(server);
    try (InstalledChart chart =
            InstalledChart.in(
                server,
                server.newNamespace(),
                Map.of("replicas", 2, "watchNamespaces[0]", scene.namespace()));
        OperatorProcess operator = chart.start(folder.resolve("log"), Map.of())) {
      operator.await(() -> says(operator, "is older than this operator"));
      assertThat(operator.log()).contains("spec.keys[].sourceRanges");
      assertThat(operator.live()).isTrue();
      assertThat(operator.ready()).isFalse();
      assertThat(says(operator, "the Lease has a holder")).isFalse();

      installTheCommitted();

      operator.awaitReady();
      operator.await(() -> says(operator, "the operator runs"));

      install(schema -> status(schema).getProperties().remove("claims"));

      operator.await(() -> says(operator, "status.claims"));
      operator.await(() -> !operator.ready());
    }
  }

  @Test
  void aResourceOfTheNextVersionIsRefusedEntryByEntryAndNoOtherIsTouched() throws IOException {
    install(
        schema -> {
          key(schema)
              .getProperties()
              .put("window", new JSONSchemaPropsBuilder().withType("string").build());
          volume(schema).getProperties().get("mode").getEnum().add(TextNode.valueOf("AppendOnly"));
        });
    OperatorScene scene = OperatorScene.in(server);
    // The API server may take the definition up a little later.
    Deadline.ofSeconds(60).await("the next version to be stored", () -> stored(scene));
    try (OperatorProcess operator = scene.start(folder.resolve("log"), Map.of())) {
      operator.awaitReady();
      Deadline.ofSeconds(60).await("it to be judged", () -> judged(scene).contains("UnknownField"));
      assertThat(scene.configuration("next"))
          .contains("\"known\"", "\"log\"")
          .doesNotContain("nightly");

      scene.create("shop");
      scene.awaitService("shop", 60);
    }
  }

  private static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMTL5YS3s5U5HHwT+ItXw3tjwnwQxH6R2VQpOPFWqXUY";

  /** Whether the API server took it as it is. */
  private static boolean stored(OperatorScene scene) {
    var next =
        server
            .client()
            .resource(
                server
                    .client()
                    .getKubernetesSerialization()
                    .unmarshal(
                        """
                        apiVersion: backupaccess.io/v1alpha1
                        kind: BackupAccess
                        metadata: {name: next, namespace: %s}
                        spec:
                          keys:
                          - {name: known, publicKey: %s, grants: [{volume: db}]}
                          - {name: nightly, publicKey: %s, grants: [{volume: db}], window: "01:00"}
                          volumes:
                          - {name: db, claimName: data}
                          - {name: log, claimName: data, mode: AppendOnly}
                        """
                            .formatted(scene.namespace(), TestAccess.KEY, OTHER_KEY),
                        GenericKubernetesResource.class));
    try {
      return next.fieldValidation(FieldValidateable.Validation.STRICT).create() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** Its conditions; the client of the tests cannot read it as what it is. */
  private static String judged(OperatorScene scene) {
    return String.valueOf(
        server
            .client()
            .genericKubernetesResources("backupaccess.io/v1alpha1", "BackupAccess")
            .inNamespace(scene.namespace())
            .withName("next")
            .get()
            .getAdditionalProperties()
            .get("status"));
  }

  private static boolean says(OperatorProcess operator, String text) {
    try {
      return operator.log().contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void install(Consumer<JSONSchemaProps> change) {
    server
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(CRD)
        .edit(
            live -> {
              var next = server.client().getKubernetesSerialization().clone(committed);
              next.setMetadata(live.getMetadata());
              change.accept(
                  next.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
              return next;
            });
  }

  private static JSONSchemaProps status(JSONSchemaProps root) {
    return root.getProperties().get("status");
  }

  private static JSONSchemaProps key(JSONSchemaProps root) {
    return entry(root, "keys");
  }

  private static JSONSchemaProps volume(JSONSchemaProps root) {
    return entry(root, "volumes");
  }

  private static JSONSchemaProps entry(JSONSchemaProps root, String list) {
    return root.getProperties().get("spec").getProperties().get(list).getItems().getSchema();
  }
}
