package io.backupaccess.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what a document has and this version of the program does not know: fields, words in the
 * place of a choice, values of another kind. A newer version may have stored it, and what it says
 * may narrow what is granted: whoever reads the rest as if it were all would grant more.
 */
public final class UnknownFields {

  private static final ObjectMapper JSON = new ObjectMapper();

  // Of fields that are in no list: enough to say what is wrong.
  private static final int MOST = 64;
  private static final int LONGEST_NAME = 100;

  private final Map<String, String> found = new LinkedHashMap<>();

  private UnknownFields() {}

  /**
   * Takes out of a document all that does not fit the shape, so that the rest can be read.
   *
   * @param path of the document, such as {@code spec}
   * @return the paths of what was taken out, such as {@code spec.keys[1].window}, the first one of
   *     each entry of the document's lists and of its other fields; entries of lists keep their
   *     places
   */
  public static List<String> takeOut(ObjectNode document, Shape shape, String path) {
    UnknownFields walk = new UnknownFields();
    if (shape instanceof Shape.Fields(var byName)) {
      walk.object(document, byName, path);
    }
    return List.copyOf(walk.found.values());
  }

  private void object(ObjectNode object, Map<String, Shape> known, String path) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String field = path + "." + printable(name);
      Shape shape = known.get(name);
      if (shape == null) {
        report(field);
        object.remove(name);
      } else if (!fits(object.path(name), shape, field)) {
        object.remove(name);
      }
    }
  }

  /** Whether something is left of the value that can be read. */
  private boolean fits(JsonNode value, Shape shape, String path) {
    if (value.isNull()) {
      return true;
    }
    return switch (shape) {
      case Shape.Fields(var byName) when value instanceof ObjectNode object -> {
        object(object, byName, path);
        yield true;
      }
      case Shape.Items(var each) when value instanceof ArrayNode list -> items(list, each, path);
      case Shape.Choice(var words) when value.isTextual() && words.contains(value.asText()) -> true;
      case Shape.Value single when fits(value, single) -> true;
      case Shape.Entries(var each) when value instanceof ObjectNode object ->
          object.properties().stream()
              .allMatch(
                  entry -> isThere(entry.getValue(), each, path + "." + printable(entry.getKey())));
      case Shape.Foreign(var type) when isReadable(value, type) -> true;
      default -> {
        report(path);
        yield false;
      }
    };
  }

  private boolean items(ArrayNode list, Shape each, String path) {
    boolean all = true;
    for (int i = 0; i < list.size(); i++) {
      String entry = path + "[" + i + "]";
      if (!isThere(list.path(i), each, entry)) {
        all = false;
        // The entries after it keep their places.
        list.set(i, JsonNodeFactory.instance.objectNode());
      }
    }
    return all || each instanceof Shape.Fields;
  }

  private static boolean fits(JsonNode value, Shape.Value single) {
    return switch (single) {
      case TEXT -> value.isValueNode();
      case BOOLEAN -> value.isBoolean();
      case INT32 -> value.isIntegralNumber() && value.canConvertToInt();
      case INT64 -> value.isIntegralNumber() && value.canConvertToLong();
    };
  }

  private boolean isThere(JsonNode value, Shape shape, String path) {
    if (value.isNull()) {
      report(path);
      return false;
    }
    return fits(value, shape, path);
  }

  private static boolean isReadable(JsonNode value, Class<?> type) {
    try {
      return JSON.convertValue(value, type) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void report(String path) {
    String part = part(path);
    if (found.size() < MOST || part.endsWith("]")) {
      found.putIfAbsent(part, path);
    }
  }

  /** The entry of a list of the document's, or its field. */
  private static String part(String path) {
    int field = path.indexOf('.', path.indexOf('.') + 1);
    int entry = path.indexOf(']');
    int end = entry >= 0 && (field < 0 || entry < field) ? entry + 1 : field;
    return end < 0 ? path : path.substring(0, end);
  }

  /** A name of any length and of any characters can be stored. */
  private static String printable(String name) {
    String safe = name.replaceAll("[^-._A-Za-z0-9/]", "?");
    return safe.length() <= LONGEST_NAME ? safe : safe.substring(0, LONGEST_NAME) + "…";
  }
}
