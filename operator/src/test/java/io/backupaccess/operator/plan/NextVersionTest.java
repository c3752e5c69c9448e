package io.backupaccess.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backupaccess.api.v1alpha1.BackupAccess;
import io.backupaccess.operator.hostkeys.HostKeys;
import io.backupaccess.operator.observe.ApiJson;
import io.backupaccess.operator.observe.Facts;
import io.backupaccess.operator.observe.FilesCluster;
import io.backupaccess.operator.observe.GatewaySecret;
import io.backupaccess.operator.observe.Observer;
import io.backupaccess.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Resources that a newer version stored: none ends the reading of all, and none grants more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NextVersionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final KubernetesSerialization READER =
      new KubernetesSerialization(ApiJson.mapper(), true);
  private static final List<String> VALUES =
      List.of("{\"next\": {\"a\": [1]}}", "[\"next\"]", "\"next\"", "{}", "[]", "[{}]", "3e30");

  /** Of Kubernetes' own types, and text by any key: nothing of them is ours to know. */
  private static final List<String> NOT_OURS =
      List.of(
          "/spec/pods/affinity",
          "/spec/pods/tolerations",
          "/spec/pods/resources",
          "/spec/pods/labels",
          "/spec/pods/annotations",
          "/spec/pods/nodeSelector",
          "/spec/pods/imagePullSecrets",
          "/spec/service/labels",
          "/spec/service/annotations",
          "/spec/server/proxyProtocol/trustedPeerSelectors");

  private JsonNode everyField;

  @BeforeAll
  void read() throws IOException {
    try (var file =
        Objects.requireNonNull(
            NextVersionTest.class.getResourceAsStream("/hostile/every-field.yaml"))) {
      everyField =
          JSON.valueToTree(
              new KubernetesSerialization()
                  .unmarshal(
                      new String(file.readAllBytes(), StandardCharsets.UTF_8),
                      GenericKubernetesResource.class));
      ((ObjectNode) everyField.get("metadata"))
          .put("namespace", "shop")
          .put("uid", "00000000-0000-0000-0000-000000000001")
          .put("generation", 1);
    }
  }

  @Test
  void nothingOfThisVersionIsUnknown() {
    assertThat(decoded(everyField).unknownFields()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> anyFieldOfAnotherKindEndsInAPlan() {
    return places().stream()
        .map(
            place ->
                DynamicTest.dynamicTest(
                    place.toString(),
                    () -> {
                      for (String value : VALUES) {
                        plan(with(place, JSON.readTree(value)));
                      }
                      plan(with(place, null));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> anUnknownFieldBesideAnyOtherDisablesWhatItIsIn() {
    return places().stream()
        .filter(place -> everyField.at(place.head()).isObject())
        .filter(place -> NOT_OURS.stream().noneMatch(place.toString()::startsWith))
        .map(
            place ->
                DynamicTest.dynamicTest(
                    place.head() + "/next",
                    () -> {
                      JsonNode stored = everyField.deepCopy();
                      ((ObjectNode) stored.at(place.head())).put("next", true);
                      refused(decoded(stored), place.head().toString());
                    }));
  }

  private static void refused(BackupAccess access, String place) {
    GatewayPlan plan = plan(access);
    assertThat(access.unknownFields()).hasSize(1);
    assertThat(plan.problems().getFirst().reason()).isEqualTo("UnknownField");
    if (place.startsWith("/spec/keys/")) {
      String name = access.getSpec().keys().get(index(place)).name();
      assertThat(plan.keys()).noneMatch(key -> key.config().name().equals(name));
    } else if (place.startsWith("/spec/volumes/")) {
      assertThat(plan.volumes().get(index(place))).isInstanceOf(PlannedVolume.NotServed.class);
    } else if (!place.startsWith("/spec/endpoint") && !place.startsWith("/spec/freshness")) {
      assertThat(plan.operation()).isInstanceOf(Operation.Stopped.class);
      assertThat(plan.keys()).isEmpty();
    }
  }

  private static int index(String place) {
    return Integer.parseInt(place.split("/", -1)[3]);
  }

  private List<JsonPointer> places() {
    List<JsonPointer> places = new ArrayList<>();
    collect(everyField.get("spec"), JsonPointer.compile("/spec"), places);
    return places;
  }

  private static void collect(JsonNode node, JsonPointer at, List<JsonPointer> places) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        places.add(at.appendIndex(i));
        collect(node.get(i), at.appendIndex(i), places);
      }
    } else {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        places.add(at.appendProperty(field.getKey()));
        collect(field.getValue(), at.appendProperty(field.getKey()), places);
      }
    }
  }

  /**
   * @param value null: the field is not there
   */
  private BackupAccess with(JsonPointer place, JsonNode value) {
    JsonNode stored = everyField.deepCopy();
    JsonNode parent = stored.at(place.head());
    if (parent instanceof ArrayNode list) {
      if (value == null) {
        list.remove(place.last().getMatchingIndex());
      } else {
        list.set(place.last().getMatchingIndex(), value);
      }
    } else if (value == null) {
      ((ObjectNode) parent).remove(place.last().getMatchingProperty());
    } else {
      ((ObjectNode) parent).set(place.last().getMatchingProperty(), value);
    }
    return decoded(stored);
  }

  private static BackupAccess decoded(JsonNode stored) {
    return READER.unmarshal(stored.toString(), BackupAccess.class);
  }

  private static GatewayPlan plan(BackupAccess access) {
    Facts observed =
        new Observer(new FilesCluster(), (_, _, _) -> Map.of(), Clock.systemUTC()).observe(access);
    Facts facts =
        observed.with(
            new HostKeys.Usable(
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"),
            null,
            new GatewaySecret.Present("t".repeat(43), "s".repeat(43)));
    GatewayPlan plan = Planners.byDefault().plan(access, facts);
    new StatusWriter(Clock.systemUTC(), Duration.ofDays(14))
        .status(access, access.getStatus(), plan, facts.gateway(), facts.readers(), List.of());
    return plan;
  }
}
