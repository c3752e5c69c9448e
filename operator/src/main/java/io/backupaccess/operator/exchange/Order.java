package io.backupaccess.operator.exchange;

import io.backupaccess.operator.plan.Ending;

/** What a gateway is told to do at once. */
public sealed interface Order {

  /** Names it: the same order twice has the same name. */
  String name();

  /** To end its transfers, and to tell its clients why. */
  record End(Ending why) implements Order {
    @Override
    public String name() {
      return why.name();
    }
  }

  /**
   * To end those of its transfers that this configuration does not allow.
   *
   * @param digest of the configuration
   */
  record Enforce(String digest, String configuration) implements Order {
    @Override
    public String name() {
      return digest;
    }
  }
}
