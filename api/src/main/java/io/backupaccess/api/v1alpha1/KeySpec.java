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

/** Who may connect, and what they may use. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = Rules.KEY_SOURCE, message = Rules.KEY_SOURCE_MESSAGE)
@ValidationRule(
    value = Rules.ROOT_IS_GRANTED,
    message = Rules.ROOT_IS_GRANTED_MESSAGE,
    fieldPath = ".root")
@ValidationRule(value = Rules.ROOT_STAYS, message = Rules.ROOT_STAYS_MESSAGE, fieldPath = ".root")
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
    @Required @Size(min = 1, max = 33) @JsonPropertyDescription("The volumes that the key may use.")
        List<GrantSpec> grants,
    @Size(min = 1, max = 63)
        @JsonPropertyDescription(
            "One of the volumes that are granted: paths are then relative to it, as with `rrsync DIR`. Default: the first element"
                + " of a path names the volume. Cannot be set, changed or removed for this name.")
        @Nullable String root,
    @Size(min = 1, max = 32)
        @ValidationRule(value = Rules.NETWORK, message = Rules.NETWORK_MESSAGE)
        @JsonPropertyDescription(
            "Networks that the key may be used from, in CIDR notation. Default: any address.")
        @Nullable List<@Size(min = 1, max = 43) String> sourceRanges,
    @Size(min = 1, max = 40)
        @ValidationRule(value = Rules.TIME, message = Rules.TIME_MESSAGE)
        @JsonPropertyDescription(
            "From this time on the key is refused, and its sessions end; RFC 3339. Default: never.")
        @Nullable String expirationTime,
    @JsonPropertyDescription(
            "Limits for all keys of the entry together. Default: the limits of spec.server.")
        @Nullable Limits limits) {

  /** Fills in what was left out, which the rules of another version may have let in. */
  public KeySpec(
      @Nullable String name,
      @Nullable String publicKey,
      @Nullable SecretKeyReference secretKeyRef,
      @Nullable CertificateAuthority certificateAuthority,
      @Nullable List<GrantSpec> grants,
      @Nullable String root,
      @Nullable List<String> sourceRanges,
      @Nullable String expirationTime,
      @Nullable Limits limits) {
    this.name = name == null ? "" : name;
    this.publicKey = publicKey;
    this.secretKeyRef = secretKeyRef;
    this.certificateAuthority = certificateAuthority;
    this.grants = grants == null ? List.of() : List.copyOf(grants);
    this.root = root;
    this.sourceRanges = sourceRanges;
    this.expirationTime = expirationTime;
    this.limits = limits;
  }

  /** Whether the key may use this volume at all. */
  public boolean grants(String volume) {
    return grantsAll() || grantsByName(volume);
  }

  /** Whether the key may read all volumes, those that are added later too. */
  public boolean grantsAll() {
    return grants.stream().anyMatch(GrantSpec::all);
  }

  /** Whether the key may use this volume in its mode. */
  public boolean grantsByName(String volume) {
    return grants.stream().anyMatch(grant -> grant.volume().equals(volume));
  }

  /** What the keys of one entry may take together. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(
      @Size(min = 1, max = 32)
          @ValidationRule(value = Rules.BYTES_PER_SECOND, message = Rules.BYTES_PER_SECOND_MESSAGE)
          @JsonPropertyDescription(
              "Bytes per second to and from the clients together, as a quantity such as 50Mi or a number; from 1Ki to 1Ti. Default: no limit.")
          @Nullable String bytesPerSecond,
      @Min(1)
          @Max(1000)
          @JsonPropertyDescription(
              "Transfers and SFTP sessions at once. Default: transfersPerKey of the gateway's limits.")
          @Nullable Integer sessions) {}
}
