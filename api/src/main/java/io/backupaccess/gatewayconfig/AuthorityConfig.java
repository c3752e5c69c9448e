package io.backupaccess.gatewayconfig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose SSH user certificates are accepted, and which of them.
 *
 * @param publicKey the authority's key, as in a {@code .pub} file
 * @param principals one of these must be among the certificate's; no other entry of this authority
 *     has it
 * @param revoked what is refused in all entries of this authority; null: nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuthorityConfig(
    String publicKey, List<String> principals, @Nullable Revoked revoked) {

  /**
   * What an authority's certificates are refused for.
   *
   * @param serials their serial numbers, in decimal
   * @param keyIDs their ids
   * @param fingerprints those of the certified keys, or the authority's own, as {@code SHA256:…}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Revoked(
      @Nullable List<String> serials,
      @Nullable List<String> keyIDs,
      @Nullable List<String> fingerprints) {}
}
