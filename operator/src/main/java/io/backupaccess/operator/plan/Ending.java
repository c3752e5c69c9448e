package io.backupaccess.operator.plan;

/** Why a gateway has to end its transfers now. */
public enum Ending {
  YIELDED,
  SUSPENDED
}
