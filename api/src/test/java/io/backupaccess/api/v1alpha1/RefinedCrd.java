package io.backupaccess.api.v1alpha1;

import static java.util.Comparator.comparingInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Adds to the generated definition what annotations of the types cannot say. */
final class RefinedCrd implements CRDPostProcessor {

  private static final Set<String> INT64 =
      Set.of(
          "observedGeneration",
          "runAsUser",
          "runAsGroup",
          "supplementalGroups",
          "tolerationSeconds",
          "durationSeconds",
          "bytes",
          "files",
          "unreadable",
          "sequence",
          "lost");

  private static final String EACH_KEY = "self.keys.all(key, ";
  private static final int MOST_KEYS = 64;

  private static final List<String> COLUMNS =
      List.of("Ready", "Fresh", "Address", "Volumes", "Last Pull", "Reason", "Age");

  @Override
  public HasMetadata process(HasMetadata resource, String version) {
    var crd = (CustomResourceDefinition) resource;
    for (var served : crd.getSpec().getVersions()) {
      refine(served.getSchema().getOpenAPIV3Schema());
      onceEach(served.getSchema().getOpenAPIV3Schema());
      ofEachText(served.getSchema().getOpenAPIV3Schema());
      served
          .getAdditionalPrinterColumns()
          .sort(comparingInt(column -> COLUMNS.indexOf(column.getName())));
    }
    return crd;
  }

  private static void refine(JSONSchemaProps root) {
    root.setDescription(
        "Says which SSH keys may read which volumes of its namespace from outside the cluster. The operator makes a"
            + " gateway that mounts the volumes read-only, but for restores, and serves rsync and SFTP over SSH, and nothing"
            + " else.");
    root.setRequired(List.of("spec"));
    integers("", root);

    var spec = property(root, "spec");
    spec.setDescription("The state that the owner of the resource wants.");
    mapBy("name", property(spec, "keys"));
    mapBy("name", property(spec, "volumes"));
    var key = property(spec, "keys").getItems().getSchema();
    mapBy("volume", property(key, "grants"));
    // Lists that narrow rights stay atomic: of a set, an entry that another field manager owns too
    // would stay after its removal.
    quantity(property(property(key, "limits"), "bytesPerSecond"));
    var authority = property(key, "certificateAuthority");
    property(authority, "revoked").getProperties().values().forEach(RefinedCrd::set);
    var pods = property(spec, "pods");
    var pullSecrets = property(pods, "imagePullSecrets");
    pullSecrets.getItems().getSchema().setRequired(List.of("name"));
    mapBy("name", pullSecrets);
    resources(property(pods, "resources"));
    bound(property(pods, "tolerations"));
    bound(property(pods, "affinity"));
    bound(pullSecrets);
    List.of("tolerations", "affinity", "imagePullSecrets")
        .forEach(name -> asInAPod(property(pods, name), "pod.spec." + name));
    shortNames(spec);
    spec.getXKubernetesValidations().forEach(RefinedCrd::nameTheKey);

    var status = property(root, "status");
    status.setDescription("The state that the operator found and made.");
    // Nobody but the operator writes it: of an atomic list, managedFields hold one line. Conditions
    // are read as a map everywhere.
    atomic(status);
    conditions(property(status, "conditions"));
    times("", status);
  }

  private static JSONSchemaProps property(JSONSchemaProps parent, String name) {
    var property = parent.getProperties().get(name);
    if (property == null) {
      throw new IllegalStateException("the types have no " + name);
    }
    return property;
  }

  /** An annotation of a record's component is found at its field and again at its accessor. */
  private static void onceEach(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    schema.getProperties().values().forEach(RefinedCrd::onceEach);
    if (schema.getItems() != null) {
      onceEach(schema.getItems().getSchema());
    }
  }

  /**
   * Annotations cannot be on the elements of a list. A rule of a list of texts is one of each text,
   * so that the API server names the index, unless it compares them.
   */
  private static void ofEachText(JSONSchemaProps schema) {
    schema.getProperties().values().forEach(RefinedCrd::ofEachText);
    if (schema.getItems() == null) {
      return;
    }
    var items = schema.getItems().getSchema();
    ofEachText(items);
    if ("string".equals(items.getType())) {
      var byKind =
          schema.getXKubernetesValidations().stream()
              .collect(Collectors.partitioningBy(rule -> rule.getRule().contains("self[")));
      schema.setXKubernetesValidations(byKind.get(true));
      items.setXKubernetesValidations(byKind.get(false));
    }
  }

  /**
   * Has the message of a rule about each key begin with the first key that breaks it. The API
   * server estimates the cost of joining texts and would refuse that, so all of them are written
   * out.
   */
  private static void nameTheKey(ValidationRule rule) {
    if (rule.getRule().startsWith(EACH_KEY)) {
      var kept = rule.getRule().substring(EACH_KEY.length(), rule.getRule().length() - 1);
      rule.setMessageExpression(
          IntStream.range(0, MOST_KEYS)
              .mapToObj(index -> "'keys[%d].%s'".formatted(index, rule.getMessage()))
              .collect(
                  Collectors.joining(
                      ", ", "[", "][self.keys.map(key, !(" + kept + ")).indexOf(true)]")));
    }
  }

  private static void integers(String name, JSONSchemaProps schema) {
    if ("integer".equals(schema.getType()) && schema.getFormat() == null) {
      schema.setFormat(INT64.contains(name) ? "int64" : "int32");
    }
    schema.getProperties().forEach(RefinedCrd::integers);
    if (schema.getItems() != null) {
      integers(name, schema.getItems().getSchema());
    }
  }

  /**
   * Lets several appliers own entries of one list, and makes the server refuse an entry that occurs
   * twice.
   */
  private static void mapBy(String key, JSONSchemaProps list) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  /** Text or a number, as everywhere in Kubernetes. */
  private static void quantity(JSONSchemaProps field) {
    field.setType(null);
    field.setMinLength(null);
    field.setXKubernetesIntOrString(true);
    field.setAnyOf(
        List.of(
            new JSONSchemaPropsBuilder().withType("integer").build(),
            new JSONSchemaPropsBuilder().withType("string").build()));
  }

  private static void atomic(JSONSchemaProps schema) {
    if ("array".equals(schema.getType())) {
      schema.setXKubernetesListType("atomic");
      atomic(schema.getItems().getSchema());
    }
    schema.getProperties().values().forEach(RefinedCrd::atomic);
  }

  private static void times(String name, JSONSchemaProps schema) {
    if (name.endsWith("Time")) {
      schema.setFormat("date-time");
    }
    schema.getProperties().forEach(RefinedCrd::times);
    if (schema.getItems() != null) {
      times(name, schema.getItems().getSchema());
    }
  }

  private static void set(JSONSchemaProps list) {
    list.setXKubernetesListType("set");
  }

  /** What Kubernetes itself says of a condition. */
  private static void conditions(JSONSchemaProps list) {
    mapBy("type", list);
    var condition = list.getItems().getSchema();
    condition.setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
    describe(condition, "type", "Type of the condition.").setMaxLength(316L);
    describe(condition, "status", "True, False or Unknown.")
        .setEnum(List.of(text("True"), text("False"), text("Unknown")));
    describe(condition, "reason", "The status in one word, for programs.").setMaxLength(1024L);
    property(condition, "reason").setMinLength(1L);
    describe(condition, "message", "The status in a sentence, for people.").setMaxLength(32768L);
    describe(condition, "lastTransitionTime", "When the status last changed.")
        .setFormat("date-time");
    describe(
            condition, "observedGeneration", "The metadata.generation that the condition is about.")
        .setMinimum(0.0);
  }

  private static JSONSchemaProps describe(JSONSchemaProps parent, String name, String description) {
    var property = property(parent, name);
    property.setDescription(description);
    return property;
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }

  private static void resources(JSONSchemaProps resources) {
    // They refer to a part of the pod that the resource does not have.
    resources.getProperties().remove("claims");
    for (var name : List.of("limits", "requests")) {
      var quantities = property(resources, name);
      quantities.setMaxProperties(16L);
      quantities.getAdditionalProperties().getSchema().setMaxLength(32L);
      quantities.setXKubernetesValidations(
          List.of(
              new ValidationRuleBuilder()
                  .withRule(Rules.QUANTITIES)
                  .withMessage(Rules.QUANTITY_MESSAGE)
                  .build()));
    }
    describe(resources, "limits", "The most that the container may use.");
    describe(resources, "requests", "The amounts that the scheduler reserves for the container.");
  }

  /**
   * Gives limits to parts that are Kubernetes' own, whose meaning the API server checks in the pod.
   */
  private static void bound(JSONSchemaProps schema) {
    switch (schema.getType()) {
      case "string" -> schema.setMaxLength(317L);
      case "array" -> {
        if (schema.getMaxItems() == null) {
          schema.setMaxItems(64L);
        }
        bound(schema.getItems().getSchema());
      }
      case "object" -> {
        schema.getProperties().values().forEach(RefinedCrd::bound);
        if (schema.getAdditionalProperties() != null) {
          schema.setMaxProperties(64L);
          bound(schema.getAdditionalProperties().getSchema());
        }
      }
      default -> {}
    }
  }

  /** Says of each part that is Kubernetes' own where its meaning is explained. */
  private static void asInAPod(JSONSchemaProps schema, String field) {
    if (schema.getDescription() == null) {
      schema.setDescription("As in a pod, see `kubectl explain " + field + "`.");
    }
    schema.getProperties().forEach((name, inner) -> asInAPod(inner, field + "." + name));
    if (schema.getItems() != null) {
      schema
          .getItems()
          .getSchema()
          .getProperties()
          .forEach((name, inner) -> asInAPod(inner, field + "." + name));
    }
  }

  /** Whoever reads resources may have a limit for names of fields: none shall be above it. */
  private static void shortNames(JSONSchemaProps schema) {
    schema.getProperties().values().forEach(RefinedCrd::shortNames);
    if (schema.getItems() != null) {
      shortNames(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      var rules = new ArrayList<>(schema.getXKubernetesValidations());
      rules.add(
          new ValidationRuleBuilder()
              .withRule("self.all(name, size(name) <= 317)")
              .withMessage("a name has at most 317 characters")
              .build());
      schema.setXKubernetesValidations(rules);
    }
  }
}
