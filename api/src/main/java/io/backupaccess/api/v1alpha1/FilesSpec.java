package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose files the gateway reads, and as whom. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = Rules.RESTRICTED_USER,
    message = Rules.RESTRICTED_USER_MESSAGE,
    fieldPath = ".runAsUser")
@ValidationRule(
    value = Rules.READ_ALL_USER,
    message = Rules.READ_ALL_USER_MESSAGE,
    fieldPath = ".runAsUser")
@ValidationRule(value = Rules.PLATFORM_USER, message = Rules.PLATFORM_USER_MESSAGE)
public record FilesSpec(
    @JsonPropertyDescription(
            "The files that the gateway can read. Restricted, the default: those that runAsUser may read. ReadAll: all, as user 0 with the one capability CAP_DAC_READ_SEARCH. ReadAllBaseline: all, with CAP_DAC_OVERRIDE, where the namespace enforces the baseline pod security standard. The last two need the annotation backupaccess.io/allow-read-all: \"true\" on the namespace.")
        Privilege privilege,
    @JsonPropertyDescription(
            "The gateway's choice where the kernel cannot confine a pull (Landlock, seccomp). Required, the default: the gateway does not become ready. BestEffort: it serves all the same, trusting the owners of the volumes, and keys must not differ in their grants.")
        Confinement confinement,
    @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription(
            "User id that reads the files; not 0. Default: 65532. Only with privilege Restricted.")
        @Nullable Long runAsUser,
    @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription(
            "Group id that reads the files. Default: the number of the user id.")
        @Nullable Long runAsGroup,
    @Size(max = 32)
        @JsonPropertyDescription(
            "More group ids to read files with. The volumes' files keep their owners and groups: fsGroup is never used.")
        List<@Min(0) @Max(2147483647) Long> supplementalGroups,
    @JsonPropertyDescription(
            "Where the user and group of the pod come from. Resource, the default: runAsUser and runAsGroup, or their defaults. Platform: whatever the platform gives to pods that name none, such as OpenShift one of the namespace's range; not with those fields, nor with a privilege other than Restricted.")
        UserFrom userFrom,
    @JsonPropertyDescription(
            "SELinux options of the pod, where no pod that holds a claim says them. On nodes that enforce SELinux, a gateway of another level than the application's takes the claim's files away from the application.")
        @Nullable SeLinuxOptionsSpec seLinuxOptions) {

  /** What a resource without {@code files} gets. */
  public static final FilesSpec DEFAULTS = new FilesSpec(null, null, null, null, null, null, null);

  /** Fills in what was left out. */
  public FilesSpec(
      @Nullable Privilege privilege,
      @Nullable Confinement confinement,
      @Nullable Long runAsUser,
      @Nullable Long runAsGroup,
      @Nullable List<Long> supplementalGroups,
      @Nullable UserFrom userFrom,
      @Nullable SeLinuxOptionsSpec seLinuxOptions) {
    this.privilege = privilege == null ? Privilege.RESTRICTED : privilege;
    this.confinement = confinement == null ? Confinement.REQUIRED : confinement;
    this.runAsUser = runAsUser;
    this.runAsGroup = runAsGroup;
    this.supplementalGroups =
        supplementalGroups == null ? List.of() : List.copyOf(supplementalGroups);
    this.userFrom = userFrom == null ? UserFrom.RESOURCE : userFrom;
    this.seLinuxOptions = seLinuxOptions;
  }

  /** Whose files the gateway can read. */
  public enum Privilege {
    /** Those that a user id of your choice may read. */
    @JsonProperty("Restricted")
    RESTRICTED,
    /** All, by one capability that reads and never writes. */
    @JsonProperty("ReadAll")
    READ_ALL,
    /** All, with the capability that the baseline pod security standard admits. */
    @JsonProperty("ReadAllBaseline")
    READ_ALL_BASELINE
  }

  /** What happens where the kernel cannot confine a pull. */
  public enum Confinement {
    /** The gateway does not become ready. */
    @JsonProperty("Required")
    REQUIRED,
    /** The gateway serves all the same, trusting the owners of the volumes. */
    @JsonProperty("BestEffort")
    BEST_EFFORT
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
