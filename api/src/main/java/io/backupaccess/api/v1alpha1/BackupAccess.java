package io.backupaccess.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which SSH keys may read which volumes of a namespace from outside the cluster. */
@Group("backupaccess.io")
@Version("v1alpha1")
@ShortNames("ba")
@Categories("backup")
@ValidationRule(value = Rules.NAME, message = Rules.NAME_MESSAGE)
@ValidationRule(
    value = Rules.HOST_KEYS_STAY,
    message = Rules.HOST_KEYS_STAY_MESSAGE,
    fieldPath = ".spec.hostKeys")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Fresh",
    jsonPath = ".status.conditions[?(@.type==\"Fresh\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Address",
    jsonPath = ".status.addresses[0].host",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Volumes",
    jsonPath = ".status.servedVolumes",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Last Pull",
    jsonPath = ".status.lastPullTime",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class BackupAccess extends CustomResource<BackupAccessSpec, BackupAccessStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1;

  @JsonIgnore private List<String> unknownFields = List.of();

  /**
   * The paths of what the stored resource has and this version of the program does not know, as
   * found when it was read: its spec is without them, and they may have narrowed what it grants.
   */
  public List<String> unknownFields() {
    return unknownFields;
  }

  /** Remembers what was left out while it was read. */
  public void leftOut(List<String> paths) {
    unknownFields = List.copyOf(paths);
  }

  /** Absent until it is set: a record has no empty instance to begin with. */
  @Override
  protected @Nullable BackupAccessSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable BackupAccessStatus initStatus() {
    return null;
  }
}
