package io.backupaccess.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommittedCrdTest {

  /** {@code make crds} sets it: the test then writes the files that it else compares. */
  private static final boolean UPDATE = Boolean.getBoolean("updateCrds");

  @ParameterizedTest
  @ValueSource(strings = {"crds", "helm/backup-access/crds"})
  void saysWhatTheTypesSay(String folder, @TempDir Path scratch) throws IOException {
    var committed = Repository.path(folder).resolve("backupaccesses.backupaccess.io-v1.yml");
    var generated = GeneratedCrd.yaml(scratch);
    if (UPDATE) {
      Files.writeString(committed, generated);
    }
    assertThat(committed)
        .as("the types changed: `make crds` brings the committed CRD up to date")
        .hasContent(generated);
  }
}
