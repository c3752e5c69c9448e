package io.backupaccess.gateway.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** From the virtual root to the exports. */
class VirtualTreeTest {

  private static VirtualTree tree(boolean rooted, Map<String, OptionalInt> exports) {
    SequencedMap<String, OptionalInt> ordered = new LinkedHashMap<>(exports);
    return new VirtualTree(ordered, rooted);
  }

  private static VirtualTree.Place find(VirtualTree tree, String path) {
    return tree.find(VirtualPath.parse(path));
  }

  @Test
  void theFirstElementNamesTheExport() {
    VirtualTree tree = tree(false, Map.of("db", OptionalInt.of(1), "away", OptionalInt.empty()));
    assertThat(find(tree, "/")).isEqualTo(new VirtualTree.Top());
    assertThat(find(tree, "/db")).isEqualTo(new VirtualTree.Inside("db", 1, ""));
    assertThat(find(tree, "/db/a/b")).isEqualTo(new VirtualTree.Inside("db", 1, "a/b"));
    assertThat(find(tree, "/db/../x")).isEqualTo(new VirtualTree.Inside("db", 1, "../x"));
    assertThat(find(tree, "/away/x")).isEqualTo(new VirtualTree.Unavailable("away"));
    assertThat(find(tree, "/other/x")).isEqualTo(new VirtualTree.Missing());
    assertThat(find(tree, "/DB")).isEqualTo(new VirtualTree.Missing());
  }

  @Test
  void aRootIsTheTop() {
    VirtualTree tree = tree(true, Map.of("db", OptionalInt.of(0)));
    assertThat(find(tree, "/")).isEqualTo(new VirtualTree.Inside("db", 0, ""));
    assertThat(find(tree, "/db")).isEqualTo(new VirtualTree.Inside("db", 0, "db"));
    assertThat(find(tree, "/../a/")).isEqualTo(new VirtualTree.Inside("db", 0, "a/"));
  }

  @Test
  void aRootThatIsAwayIsAwayAsAWhole() {
    VirtualTree tree = tree(true, Map.of("db", OptionalInt.empty()));
    assertThat(find(tree, "/")).isEqualTo(new VirtualTree.Unavailable("db"));
  }
}
