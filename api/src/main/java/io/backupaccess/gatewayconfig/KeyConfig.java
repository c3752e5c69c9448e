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
 * @param grants the volumes that the key may use
 * @param root one of these volumes: paths are relative to it, as with {@code rrsync DIR}; null: the
 *     first element of a path names the volume
 * @param sourceRanges networks in CIDR notation that may use this key; null or empty: any
 * @param expirationTime from this instant on the key is refused; null: never
 * @param limits what the key may take; null: nothing but the server's limits
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyConfig(
    String name,
    @Nullable List<String> authorizedKeys,
    @Nullable AuthorityConfig certificateAuthority,
    List<GrantConfig> grants,
    @Nullable String root,
    @Nullable List<String> sourceRanges,
    @Nullable Instant expirationTime,
    @Nullable Limits limits) {

  /** Keys with limits of their own, and all that the modes of these volumes permit. */
  public KeyConfig(
      String name,
      List<String> authorizedKeys,
      List<String> volumes,
      @Nullable String root,
      @Nullable List<String> sourceRanges,
      @Nullable Instant expirationTime,
      @Nullable Limits limits) {
    this(
        name,
        authorizedKeys,
        null,
        volumes.stream().map(GrantConfig::full).toList(),
        root,
        sourceRanges,
        expirationTime,
        limits);
  }

  /** A key that only the server's limits bound. */
  public KeyConfig(
      String name,
      List<String> authorizedKeys,
      List<String> volumes,
      @Nullable String root,
      @Nullable List<String> sourceRanges,
      @Nullable Instant expirationTime) {
    this(name, authorizedKeys, volumes, root, sourceRanges, expirationTime, null);
  }

  /** The same entry for another authority. */
  public KeyConfig with(AuthorityConfig authority) {
    return new KeyConfig(
        name, authorizedKeys, authority, grants, root, sourceRanges, expirationTime, limits);
  }

  /**
   * What the keys of one entry may take together.
   *
   * @param bytesPerSecond bytes of file data and protocol to and from its clients; null: no limit
   * @param sessions transfers and SFTP sessions at once; null: the server's limit
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(@Nullable Long bytesPerSecond, @Nullable Integer sessions) {}
}
