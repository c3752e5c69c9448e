package io.backupaccess.operator.apply;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who owns which fields of an object, as its {@code managedFields} tell. */
final class FieldOwners {

  private static final String UPDATE = "Update";
  private static final String APPLY = "Apply";

  private FieldOwners() {}

  /**
   * The entries, with what a manager owns by creations and replacements among what it applied.
   *
   * @return empty: nothing is to be changed
   */
  static Optional<List<ManagedFieldsEntry>> asApplied(
      List<ManagedFieldsEntry> entries, String manager) {
    List<ManagedFieldsEntry> ours =
        entries.stream()
            .filter(entry -> manager.equals(entry.getManager()) && entry.getSubresource() == null)
            .toList();
    if (ours.stream().noneMatch(entry -> UPDATE.equals(entry.getOperation()))) {
      return Optional.empty();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    ours.forEach(entry -> merge(fields, entry.getFieldsV1().getAdditionalProperties()));
    FieldsV1 all = new FieldsV1();
    all.setAdditionalProperties(fields);
    List<ManagedFieldsEntry> result = new ArrayList<>(entries);
    result.removeAll(ours);
    result.add(
        new ManagedFieldsEntryBuilder(ours.getLast())
            .withOperation(APPLY)
            .withFieldsV1(all)
            .build());
    return Optional.of(result);
  }

  /** A field is a key, and what is beneath it an object. */
  @SuppressWarnings("unchecked") // by the definition of FieldsV1
  private static void merge(Map<String, Object> into, Map<String, Object> fields) {
    fields.forEach(
        (field, beneath) ->
            merge(
                (Map<String, Object>) into.computeIfAbsent(field, _ -> new LinkedHashMap<>()),
                (Map<String, Object>) beneath));
  }
}
