package io.backupaccess.api.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the JSON of a type looks like. */
public sealed interface Shape {

  /** An object with these fields. */
  record Fields(Map<String, Shape> byName) implements Shape {}

  /** A list. */
  record Items(Shape each) implements Shape {}

  /** One of some words. */
  record Choice(Set<String> words) implements Shape {}

  /** A single value. */
  enum Value implements Shape {
    TEXT,
    BOOLEAN,
    INT32,
    INT64
  }

  /** An object with any fields. */
  record Entries(Shape each) implements Shape {}

  /** A type of Kubernetes itself: its fields are not ours to know. */
  record Foreign(Class<?> type) implements Shape {}

  /** The shape of a type. */
  static Shape of(Type type) {
    return switch (type) {
      case Class<?> known when known.isRecord() -> fields(known);
      case Class<?> known when known.isEnum() -> new Choice(words(known));
      case Class<?> known when known == String.class -> Value.TEXT;
      case Class<?> known when known == boolean.class || known == Boolean.class -> Value.BOOLEAN;
      case Class<?> known when known == int.class || known == Integer.class -> Value.INT32;
      case Class<?> known when known == long.class || known == Long.class -> Value.INT64;
      case ParameterizedType list when list.getRawType() == List.class ->
          new Items(of(list.getActualTypeArguments()[0]));
      case ParameterizedType map when map.getRawType() == Map.class ->
          new Entries(of(map.getActualTypeArguments()[1]));
      case Class<?> foreign -> new Foreign(foreign);
      default -> throw new IllegalArgumentException("no shape for " + type);
    };
  }

  private static Shape fields(Class<?> type) {
    return new Fields(
        Arrays.stream(type.getRecordComponents())
            .collect(
                Collectors.toMap(
                    RecordComponent::getName,
                    component -> of(component.getGenericType()),
                    (one, other) -> one,
                    LinkedHashMap::new)));
  }

  private static Set<String> words(Class<?> type) {
    ObjectMapper json = new ObjectMapper();
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> json.convertValue(constant, String.class))
        .collect(Collectors.toUnmodifiableSet());
  }
}
