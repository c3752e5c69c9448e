package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, and what they may read.
 *
 * @param name the entry's name in the resource, for logs and status
 * @param authorizedKeys lines in the format of {@code authorized_keys}; only {@code from}, {@code
 *     expiry-time} and {@code restrict} are known as options, any other refuses its line; null if
 *     there is an authority
 * @param certificateAuthority whose certificates log in, in place of keys; null: keys do
 * @param volumes the names of the volumes granted
 * @param root one of {@code volumes}: paths are relative to it, as with {@code rrsync DIR}; null:
 *     the first element of a path names the volume
 * @param from networks in CIDR notation that may use this key; null or empty: any
 * @param expiresAt from this instant on the key is refused; null: never
 * @param limits what the key may take; null: nothing but the server's limits
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyConfig(
    String name,
    @Nullable List<String> authorizedKeys,
    @Nullable AuthorityConfig certificateAuthority,
    List<String> volumes,
    @Nullable String root,
    @Nullable List<String> from,
    @Nullable Instant expiresAt,
    @Nullable Limits limits) {

  /** Keys with limits of their own. */
  public KeyConfig(
      String name,
      List<String> authorizedKeys,
      List<String> volumes,
      @Nullable String root,
      @Nullable List<String> from,
      @Nullable Instant expiresAt,
      @Nullable Limits limits) {
    this(name, authorizedKeys, null, volumes, root, from, expiresAt, limits);
  }

  /** A key that only the server's limits bound. */
  public KeyConfig(
      String name,
      List<String> authorizedKeys,
      List<String> volumes,
      @Nullable String root,
      @Nullable List<String> from,
      @Nullable Instant expiresAt) {
    this(name, authorizedKeys, null, volumes, root, from, expiresAt, null);
  }

  /** The same entry for another authority. */
  public KeyConfig with(AuthorityConfig authority) {
    return new KeyConfig(name, authorizedKeys, authority, volumes, root, from, expiresAt, limits);
  }

  /**
   * What the keys of one entry may take together.
   *
   * @param bandwidth bytes of file data and protocol to and from its clients, each second; null: no
   *     limit
   * @param sessions transfers and SFTP sessions at once; null: the server's limit
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(@Nullable Long bandwidth, @Nullable Integer sessions) {}
}
