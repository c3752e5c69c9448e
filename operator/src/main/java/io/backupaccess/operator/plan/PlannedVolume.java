package io.backupaccess.operator.plan;

import io.backupaccess.operator.observe.Holder;
import org.jspecify.annotations.Nullable;

/** An entry of {@code spec.volumes} and what becomes of it. */
public sealed interface PlannedVolume {

  /** First element of its paths at the gateway. */
  String name();

  /** The claim it is in. */
  String claimName();

  /** Whether its name is one that a gateway may know it by: valid, and its alone. */
  default boolean named() {
    return true;
  }

  /** The folder in the claim; null: its root. */
  @Nullable String folder();

  /** The pod of someone else that holds the claim; null: none does, or nodes can share it. */
  @Nullable Holder holder();

  /** Why it is not served, or for less than the resource asks for; null: it is as asked. */
  @Nullable Problem problem();

  /**
   * It is mounted.
   *
   * @param mount absolute path in the pod
   * @param permission what it is served for
   * @param reader name of the reader whose pod that is; null: it is the gateway's own
   */
  record Served(
      String name,
      String claimName,
      @Nullable String folder,
      String mount,
      Permission permission,
      @Nullable String reader,
      @Nullable Holder holder,
      @Nullable Problem problem)
      implements PlannedVolume {}

  /**
   * It is left out of all pods; the gateway refuses requests that touch it.
   *
   * @param problem why
   */
  record NotServed(
      String name,
      String claimName,
      @Nullable String folder,
      @Nullable Holder holder,
      Problem problem)
      implements PlannedVolume {
    @Override
    public boolean named() {
      return !problem.field().endsWith(".name");
    }
  }
}
