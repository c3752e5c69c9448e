package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One key of a Secret in the resource's namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretKeyReference(
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.DNS_SUBDOMAIN, message = Rules.DNS_SUBDOMAIN_MESSAGE)
        @JsonPropertyDescription("Name of the Secret.")
        String name,
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.SECRET_KEY, message = Rules.SECRET_KEY_MESSAGE)
        @JsonPropertyDescription("Key in the Secret.")
        String key) {

  /** Fills in what was left out, which the rules of another version may have let in. */
  public SecretKeyReference {
    name = name == null ? "" : name;
    key = key == null ? "" : key;
  }
}
