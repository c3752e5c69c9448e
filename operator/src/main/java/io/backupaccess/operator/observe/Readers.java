package io.backupaccess.operator.observe;

import io.backupaccess.operator.naming.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The readers of a resource's gateway, those that are on their way out included.
 *
 * @param hop the gateway's own keys
 * @param byId the readers by name
 */
public record Readers(HopSecret hop, SortedMap<String, ReaderState> byId) {

  /** A gateway that never had one. */
  public static final Readers NONE = new Readers(new HopSecret.Absent(), new TreeMap<>());

  public Readers {
    byId = new TreeMap<>(byId);
  }

  /** The reader of that name. */
  public Optional<ReaderState> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Whether a pod of one is being asked for the first time. */
  boolean unheard() {
    return byId.values().stream().anyMatch(reader -> reader.state().unheard());
  }

  /** The readers as the API server's answers to these writes say it. */
  public Readers after(List<HasMetadata> written) {
    SortedMap<String, ReaderState> after = new TreeMap<>(byId);
    for (HasMetadata object : written) {
      String id = Labels.reader(object).orElse(null);
      if (id != null && object instanceof Deployment deployment) {
        after.computeIfPresent(
            id,
            (_, reader) ->
                new ReaderState(
                    reader.configMapUid(), reader.secret(), reader.state().with(deployment)));
      }
    }
    return new Readers(hop, after);
  }

  /** The readers with other keys. */
  public Readers with(HopSecret newHop, Map<String, HopSecret> newSecrets) {
    SortedMap<String, ReaderState> after = new TreeMap<>(byId);
    newSecrets.forEach(
        (id, secret) ->
            after.computeIfPresent(
                id, (_, reader) -> new ReaderState(reader.configMapUid(), secret, reader.state())));
    return new Readers(newHop, after);
  }
}
