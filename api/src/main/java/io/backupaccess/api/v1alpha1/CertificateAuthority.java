package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose SSH user certificates are accepted, and which of them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateAuthority(
    @Required
        @Size(min = 1, max = 8192)
        @ValidationRule(value = Rules.NOT_PRIVATE, message = Rules.NOT_PRIVATE_MESSAGE)
        @ValidationRule(value = Rules.AUTHORITY_LINE, message = Rules.AUTHORITY_LINE_MESSAGE)
        @JsonPropertyDescription(
            "The authority's public key as in a .pub file: Ed25519, ECDSA, or RSA of 2048 bits or more that signs with"
                + " SHA-2. The key itself does not log in.")
        String publicKey,
    @Required
        @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.PRINCIPAL, message = Rules.PRINCIPAL_MESSAGE)
        @JsonPropertyDescription(
            "A certificate is accepted if one of these is among its principals. Entries with the same authority have"
                + " different principals.")
        List<@Size(min = 1, max = 128) String> principals,
    @JsonPropertyDescription(
            "Certificates that are refused before they expire; counts for all entries with the same authority.")
        @Nullable Revoked revoked) {

  /** What is refused, and whose sessions end. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Revoked(
      @Size(max = 64)
          @ValidationRule(value = Rules.SERIAL, message = Rules.SERIAL_MESSAGE)
          @JsonPropertyDescription(
              "Serial numbers of certificates, as text: decimal, from 0 to 18446744073709551615.")
          @Nullable List<@Size(min = 1, max = 20) String> serials,
      @Size(max = 64)
          @ValidationRule(value = Rules.KEY_ID, message = Rules.KEY_ID_MESSAGE)
          @JsonPropertyDescription("Ids of certificates, which `ssh-keygen -s … -I ID` gave them.")
          @Nullable List<@Size(min = 1, max = 256) String> keyIDs,
      @Size(max = 64)
          @ValidationRule(value = Rules.FINGERPRINT, message = Rules.FINGERPRINT_MESSAGE)
          @JsonPropertyDescription(
              "Fingerprints of certified keys, as `ssh-keygen -l` prints them. The authority's own refuses all of its"
                  + " certificates.")
          @Nullable List<@Size(min = 1, max = 50) String> fingerprints) {}
}
