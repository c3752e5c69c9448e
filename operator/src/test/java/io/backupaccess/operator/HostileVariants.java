package io.backupaccess.operator;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** A document again and again, each time with another value in one of its places. */
final class HostileVariants {

  /** In each of the hostile texts, to be found again. */
  static final String MARK = "h0stile";

  private static final List<String> TEXTS =
      List.of(
          MARK + "\n      hostPID: true",
          MARK + "\"}],\"privileged\":true,\"x\":[{\"y\":\"",
          "$(id)`id`;" + MARK,
          "{{ ." + MARK + " }}",
          "../../../" + MARK,
          "/" + MARK,
          "--log-file=/" + MARK,
          "kube-system/" + MARK,
          MARK + "\u0000",
          "\u202E" + MARK,
          MARK + "\u001B[2J",
          MARK.repeat(10_000),
          " ");
  private static final List<Long> NUMBERS =
      List.of(-1L, 0L, 65_536L, 2_147_483_648L, Long.MAX_VALUE);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * A variant.
   *
   * @param place of what is other in it
   */
  record Variant(String place, JsonNode document) {}

  /**
   * Whose fields' names are the author's own; elsewhere the API server drops what it does not know.
   */
  private static final Set<String> MAPS =
      Set.of("annotations", "labels", "matchLabels", "nodeSelector", "requests", "limits");

  private final JsonNode document;
  private final List<Variant> found = new ArrayList<>();

  private HostileVariants(JsonNode document) {
    this.document = document;
  }

  /** All of them; what is not beneath this place stays as it is. */
  static List<Variant> of(JsonNode document, JsonPointer beneath) {
    HostileVariants variants = new HostileVariants(document);
    variants.visit(beneath);
    return variants.found;
  }

  private void visit(JsonPointer place) {
    JsonNode node = document.at(place);
    switch (node) {
      case ObjectNode object ->
          object
              .fieldNames()
              .forEachRemaining(
                  name -> {
                    if (MAPS.contains(place.last().getMatchingProperty())) {
                      TEXTS.forEach(text -> add(place, text, object.get(name)));
                    }
                    visit(place.appendProperty(name));
                  });
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          visit(place.appendIndex(i));
        }
      }
      default -> {
        TEXTS.forEach(text -> put(place, NODES.textNode(text)));
        NUMBERS.forEach(number -> put(place, NODES.numberNode(number)));
      }
    }
  }

  private void add(JsonPointer place, String name, JsonNode value) {
    JsonNode copy = document.deepCopy();
    ((ObjectNode) copy.at(place)).set(name, value);
    found.add(new Variant(place + "/+" + name, copy));
  }

  private void put(JsonPointer place, JsonNode value) {
    JsonNode copy = document.deepCopy();
    BiConsumer<JsonNode, JsonPointer> set =
        (parent, last) -> {
          if (parent instanceof ArrayNode array) {
            array.set(last.getMatchingIndex(), value);
          } else {
            ((ObjectNode) parent).set(last.getMatchingProperty(), value);
          }
        };
    set.accept(copy.at(place.head()), place.last());
    found.add(new Variant(place + "=" + value, copy));
  }
}
