package io.backupaccess.api.sshkey;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a key line that we enforce. ({@code restrict} is accepted too: nothing that it
 * forbids is ever allowed.)
 *
 * @param from addresses and networks in CIDR notation that may use the key; empty: any
 * @param expiresAt from this instant on the key is refused; null: never
 */
public record KeyOptions(List<String> from, @Nullable Instant expiresAt) {

  /** A line without options. */
  public static final KeyOptions NONE = new KeyOptions(List.of(), null);
}
