package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect, and what they may read.
 *
 * <p>An absent list differs from an empty one, so nothing is filled in here: no {@code volumes}
 * grants them all.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Rules.KEY_SOURCE, message = Rules.KEY_SOURCE_MESSAGE)
@ValidationRule(
    value = Rules.ROOT_IS_GRANTED,
    message = Rules.ROOT_IS_GRANTED_MESSAGE,
    fieldPath = ".root")
public record KeySpec(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(value = Rules.DNS_LABEL, message = Rules.DNS_LABEL_MESSAGE)
        @JsonPropertyDescription("Name of the entry, for logs and status.")
        String name,
    @Size(min = 1, max = 8192)
        @ValidationRule(value = Rules.NOT_PRIVATE, message = Rules.NOT_PRIVATE_MESSAGE)
        @ValidationRule(value = Rules.KEY_LINE, message = Rules.KEY_LINE_MESSAGE)
        @JsonPropertyDescription(
            "The public key as in a .pub file: type, Base64 text, comment. Ed25519, ECDSA, RSA of 2048 bits or more, and"
                + " the sk- types of security keys. Exactly one of publicKey, secretKeyRef"
                + " and certificateAuthority is set.")
        @Nullable String publicKey,
    @JsonPropertyDescription(
            "A Secret in the same namespace with public keys in the format of authorized_keys, several lines if you"
                + " like. Of the options in a line, from, expiry-time and restrict (with those it stands for, such as no-pty) are enforced; any other refuses its"
                + " line. The Secret needs the label backupaccess.io/keys: \"true\", its owner's consent.")
        @Nullable SecretKeyReference secretKeyRef,
    @JsonPropertyDescription(
            "An authority whose SSH user certificates are accepted, as with cert-authority and principals= in"
                + " authorized_keys.")
        @Nullable CertificateAuthority certificateAuthority,
    @Size(min = 1, max = 32)
        @JsonPropertyDescription(
            "The volumes that the key may read, by their names in spec.volumes. Default: all of them.")
        @Nullable List<@Size(min = 1, max = 63) String> volumes,
    @Size(min = 1, max = 63)
        @JsonPropertyDescription(
            "One of the key's volumes: paths are then relative to it, as with `rrsync DIR`. Default: the first element"
                + " of a path names the volume.")
        @Nullable String root,
    @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.NETWORKS, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks that the key may be used from, in CIDR notation. Default: any address.")
        @Nullable List<@Size(min = 1, max = 43) String> from,
    @Size(min = 1, max = 40)
        @ValidationRule(value = Rules.TIME, message = Rules.TIME_MESSAGE)
        @JsonPropertyDescription(
            "From this time on the key is refused, and its sessions end; RFC 3339. Default: never.")
        @Nullable String expiresAt,
    @JsonPropertyDescription(
            "What the entry's keys may take together. Default: what the gateway's limits leave.")
        @Nullable Limits limits) {

  /** What the keys of one entry may take together. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(
      @Size(min = 1, max = 32)
          @ValidationRule(value = Rules.BANDWIDTH, message = Rules.BANDWIDTH_MESSAGE)
          @JsonPropertyDescription(
              "Bytes per second to and from the clients, as a quantity such as 50Mi; from 1Ki to 1Ti. Default: no limit.")
          @Nullable String bandwidth,
      @Min(1)
          @Max(1000)
          @JsonPropertyDescription(
              "Transfers and SFTP sessions at once. Default: transfersPerKey of the gateway's limits.")
          @Nullable Integer sessions) {}
}
