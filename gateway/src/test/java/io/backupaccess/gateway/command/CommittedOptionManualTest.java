package io.backupaccess.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommittedOptionManualTest {

  /** {@code make docs} sets it: the test then writes the page that it else compares. */
  private static final boolean UPDATE = Boolean.getBoolean("updateDocs");

  @Test
  void saysWhatTheTablesSay() throws IOException {
    Path committed = documents().resolve("options.md");
    if (UPDATE) {
      Files.writeString(committed, OptionManual.text());
    }
    assertThat(committed)
        .as("the tables of options changed: `make docs` brings the page up to date")
        .hasContent(OptionManual.text());
  }

  private static Path documents() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("docs")) && Files.isDirectory(folder.resolve("crds"))) {
        return folder.resolve("docs");
      }
    }
    throw new IllegalStateException("no parent of this folder holds docs/ and crds/");
  }
}
