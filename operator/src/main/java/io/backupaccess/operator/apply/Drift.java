package io.backupaccess.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * Whether a live object still says what was applied. The live one may say more: defaults, and what
 * others own. A list is ours as a whole, so that a rule added to a policy counts as a change.
 */
final class Drift {

  private Drift() {}

  /** Whether {@code live} has every value of {@code desired}. */
  static boolean none(JsonNode desired, JsonNode live) {
    if (desired.isObject()) {
      for (Map.Entry<String, JsonNode> field : desired.properties()) {
        JsonNode other = live.path(field.getKey());
        if (!none(field.getValue(), other)) {
          return false;
        }
      }
      return live.isObject() || desired.isEmpty();
    }
    if (desired.isArray()) {
      if (desired.size() != live.size()) {
        return false;
      }
      for (int i = 0; i < desired.size(); i++) {
        if (!none(desired.get(i), live.get(i))) {
          return false;
        }
      }
      return true;
    }
    return desired.equals(live) || sameQuantity(desired, live);
  }

  /** The API server writes quantities in a form of its own. */
  private static boolean sameQuantity(JsonNode desired, JsonNode live) {
    if (!desired.isTextual() || !live.isTextual()) {
      return false;
    }
    try {
      return new Quantity(desired.textValue())
              .getNumericalAmount()
              .compareTo(new Quantity(live.textValue()).getNumericalAmount())
          == 0;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
