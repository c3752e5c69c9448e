package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** As whom the gateway reads the files. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FilesSpec(
    @JsonPropertyDescription(
            "Where the user and group of the pod come from. Resource, the default: gateway.runAsUser and gateway.runAsGroup, or their defaults. Platform: whatever the platform gives to pods that name none, such as OpenShift one of the namespace's range; not with those fields, nor with a privilege other than Restricted.")
        UserFrom userFrom,
    @JsonPropertyDescription(
            "SELinux options of the pod, where no pod that holds a claim says them. On nodes that enforce SELinux, a gateway of another level than the application's takes the claim's files away from the application.")
        @Nullable SeLinuxOptionsSpec seLinuxOptions) {

  /** What a resource without {@code files} gets. */
  public static final FilesSpec DEFAULTS = new FilesSpec(null, null);

  /** Fills in what was left out. */
  public FilesSpec(@Nullable UserFrom userFrom, @Nullable SeLinuxOptionsSpec seLinuxOptions) {
    this.userFrom = userFrom == null ? UserFrom.RESOURCE : userFrom;
    this.seLinuxOptions = seLinuxOptions;
  }

  /** Where the pod's user comes from. */
  public enum UserFrom {
    /** The resource names it, or it is the default. */
    @JsonProperty("Resource")
    RESOURCE,
    /** The platform gives one on admission, or the image says it. */
    @JsonProperty("Platform")
    PLATFORM
  }
}
