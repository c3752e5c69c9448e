package io.backupaccess.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.kubeapi.Deadline;
import io.backupaccess.kubeapi.KubeApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Objects that are stored already when a rule becomes stricter. Each is made while the definition
 * lacks a rule, and meets the definition with it.
 */
class RatchetingTest {

  private static final String CRD = "backupaccesses.backupaccess.io";
  private static final String NAMESPACE = "default";

  private static KubeApiServer server;
  private static CustomResourceDefinition committed;

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

  @Test
  void aRuleOfAnEntryLeavesWhatDoesNotTouchTheEntry() {
    storedWithout(
        schema -> volume(schema).getProperties().get("path").setXKubernetesValidations(List.of()),
        "of-an-entry",
        "{name: db, claimName: data, path: a/../b}");

    patch("of-an-entry", "{\"spec\": {\"suspend\": true}}");
    patch("of-an-entry", "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
    writeStatus("of-an-entry");

    assertThat(get("of-an-entry").getSpec().suspend()).isTrue();
    assertThat(get("of-an-entry").getStatus().servedVolumes()).isEqualTo("0/1");
  }

  @Test
  void aRuleOfTheSpecLeavesStatusesAndAsksToBeKeptByTheNextChangeOfTheSpec() {
    storedWithout(
        schema -> spec(schema).setXKubernetesValidations(List.of()),
        "of-the-spec",
        "{name: files, claimName: data}");

    writeStatus("of-the-spec");
    assertThatThrownBy(() -> patch("of-the-spec", "{\"spec\": {\"suspend\": true}}"))
        .hasMessageContaining("keys[0].grants must name volumes");

    patch(
        "of-the-spec",
        "{\"spec\": {\"suspend\": true, \"volumes\": [{\"name\": \"db\", \"claimName\": \"data\"}]}}");
  }

  /**
   * Every write, of the status too, is a change of the root: a stricter rule there would keep the
   * operator from saying anything. These are as strict as they will ever be.
   */
  @Test
  void theRulesOfTheRootAreOfNamesWhichNeverChangeAndOfChanges() {
    // The second is about a change of the spec, of which a status has none.
    assertThat(schema(committed).getXKubernetesValidations())
        .extracting(ValidationRule::getRule)
        .containsExactlyInAnyOrder(Rules.NAME, Rules.HOST_KEYS_STAY);

    storedWithout(
        schema -> schema.setXKubernetesValidations(List.of()),
        "0-of-the-root",
        "{name: db, claimName: data}");

    assertThatThrownBy(() -> writeStatus("0-of-the-root"))
        .hasMessageContaining(Rules.NAME_MESSAGE.substring(0, 40));
  }

  /** Makes an object that the definition refuses otherwise. */
  private static void storedWithout(Consumer<JSONSchemaProps> rule, String name, String volume) {
    install(rule);
    var object = access(name, volume);
    Deadline.ofSeconds(60).await("the rule to be gone", () -> accepts(object, Sense.STORED));
    install(schema -> {});
    var other = access(name + "-too", volume);
    Deadline.ofSeconds(60).await("the rule to be there", () -> !accepts(other, Sense.TRIED));
  }

  private enum Sense {
    STORED,
    TRIED
  }

  private static boolean accepts(BackupAccess object, Sense sense) {
    try {
      var one = server.client().resource(object);
      if (sense == Sense.STORED) {
        one.create();
      } else {
        one.dryRun().create();
      }
      return true;
    } catch (KubernetesClientException e) {
      return false;
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
              change.accept(schema(next));
              return next;
            });
  }

  private static JSONSchemaProps schema(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
  }

  private static JSONSchemaProps spec(JSONSchemaProps root) {
    return root.getProperties().get("spec");
  }

  private static JSONSchemaProps volume(JSONSchemaProps root) {
    return spec(root).getProperties().get("volumes").getItems().getSchema();
  }

  private static BackupAccess access(String name, String volume) {
    return server
        .client()
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: backupaccess.io/v1alpha1
            kind: BackupAccess
            metadata: {name: %s, namespace: %s}
            spec:
              keys:
              - name: host
                secretKeyRef: {name: keys, key: authorized_keys}
                grants: [{volume: db}]
              volumes: [%s]
            """
                .formatted(name, NAMESPACE, volume),
            BackupAccess.class);
  }

  private static BackupAccess get(String name) {
    return server
        .client()
        .resources(BackupAccess.class)
        .inNamespace(NAMESPACE)
        .withName(name)
        .get();
  }

  private static void patch(String name, String json) {
    server.client().resource(get(name)).patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private static void writeStatus(String name) {
    server
        .client()
        .resource(get(name))
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": {\"servedVolumes\": \"0/1\"}}");
  }
}
