package io.backupaccess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The data of a claim as it was: every path with its bytes, mode, owner, hard links, times of
 * modification and change, extended attributes and ACLs. The times of access are compared too: a
 * gateway's mount is read-only, where the kernel keeps none. A test that looks at such data itself
 * would move them, and compares copies with what it wrote.
 */
record Untouched(Path data, Set<String> before) {

  static Untouched asNow(Path data) {
    return new Untouched(data, state(data));
  }

  void check() {
    Set<String> after = state(data);
    Set<String> gone = new LinkedHashSet<>(before);
    gone.removeAll(after);
    Set<String> come = new LinkedHashSet<>(after);
    come.removeAll(before);
    assertThat(come)
        .as("paths of %s that are not as they were; those were %s", data, gone)
        .isEmpty();
    assertThat(gone).as("paths of %s that are gone", data).isEmpty();
  }

  private static Set<String> state(Path data) {
    return new LinkedHashSet<>(
        Command.must(Scene.script("tree-state"), data.toString()).lines().toList());
  }
}
