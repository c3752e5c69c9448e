package io.backupaccess.operator.observe;

import java.util.Map;

/**
 * A Secret that a key entry refers to. Its data is known only when its owner consented to its use:
 * otherwise a resource could be used to learn about Secrets its author may not read.
 */
public sealed interface KeySecret {

  /** The label, with value {@code true}, by which a Secret's owner consents. */
  String CONSENT_LABEL = "backupaccess.io/keys";

  /** No Secret of that name. */
  record Absent() implements KeySecret {}

  /** A Secret without the label. */
  record NotConsented() implements KeySecret {}

  /**
   * A Secret with the label.
   *
   * @param data as the API server gives it, Base64
   */
  record Consented(Map<String, String> data) implements KeySecret {
    public Consented {
      data = Map.copyOf(data);
    }
  }
}
