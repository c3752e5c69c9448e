package io.backupaccess.gateway.session;

import io.backupaccess.gateway.command.Grants;
import io.backupaccess.gateway.config.ExportName;
import io.backupaccess.gateway.config.Grant;
import io.backupaccess.gateway.config.ServedExport;
import io.backupaccess.gateway.confine.Export;
import io.backupaccess.gateway.sftp.VirtualTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * All that a key may read: what its SFTP sessions see.
 *
 * @param served what can be served now, in the order of the indexes at the child
 * @param tree as the client sees it, with what cannot be served
 */
record ReadableExports(SequencedMap<ExportName, ServedExport> served, VirtualTree tree) {
  static final ReadableExports NONE =
      new ReadableExports(new LinkedHashMap<>(), new VirtualTree(new LinkedHashMap<>(), false));

  static ReadableExports of(Grant grant) {
    Grants grants = Exports.asCommandsSeeThem(grant);
    SequencedMap<ExportName, ServedExport> served = new LinkedHashMap<>();
    SequencedMap<String, OptionalInt> tree = new LinkedHashMap<>();
    for (Grants.Export export : grants.exports()) {
      if (export.access().mode().isListed()) {
        ExportName name = new ExportName(export.name());
        Optional<ServedExport> volume =
            Objects.requireNonNull(grant.exports().get(name))
                .filter(found -> found.access().mode().permitsReading());
        tree.put(
            export.name(),
            volume.map(v -> OptionalInt.of(served.size())).orElse(OptionalInt.empty()));
        volume.ifPresent(v -> served.put(name, v));
      }
    }
    boolean rooted = grants instanceof Grants.Root && !tree.isEmpty();
    return new ReadableExports(served, new VirtualTree(tree, rooted));
  }

  Optional<ServedExport> find(ExportName name) {
    return Optional.ofNullable(served.get(name));
  }

  List<Export> confined() {
    return served.values().stream().map(Preparation::confined).toList();
  }
}
