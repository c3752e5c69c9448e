package io.backupaccess.gateway.sftp;

import static io.backupaccess.gateway.volume.SomeVolumes.served;
import static io.backupaccess.gateway.volume.SomeVolumes.unserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Grants;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From the virtual root to the volumes. */
class VirtualTreeTest {

  private static VirtualTree.Target find(VirtualTree tree, String path) {
    return tree.find(VirtualPath.parse(path));
  }

  @Test
  void theFirstElementNamesTheVolume() {
    VirtualTree tree =
        VirtualTree.of(new Grants.Volumes(List.of(served("a"), served("db"), unserved("away"))));
    assertThat(find(tree, "/")).isEqualTo(new VirtualTree.Top());
    assertThat(find(tree, "/db")).isEqualTo(new VirtualTree.Inside("db", Optional.empty(), 1, ""));
    assertThat(find(tree, "/db/a/b"))
        .isEqualTo(new VirtualTree.Inside("db", Optional.empty(), 1, "a/b"));
    assertThat(find(tree, "/db/../x"))
        .isEqualTo(new VirtualTree.Inside("db", Optional.empty(), 1, "../x"));
    assertThat(find(tree, "/away/x")).isEqualTo(new VirtualTree.Unavailable("away"));
    assertThat(find(tree, "/other/x")).isEqualTo(new VirtualTree.Missing());
    assertThat(find(tree, "/DB")).isEqualTo(new VirtualTree.Missing());
  }

  @Test
  void aRootIsTheTop() {
    VirtualTree tree = VirtualTree.of(new Grants.Root(served("db")));
    assertThat(find(tree, "/")).isEqualTo(new VirtualTree.Inside("db", Optional.empty(), 0, ""));
    assertThat(find(tree, "/db"))
        .isEqualTo(new VirtualTree.Inside("db", Optional.empty(), 0, "db"));
    assertThat(find(tree, "/../a/"))
        .isEqualTo(new VirtualTree.Inside("db", Optional.empty(), 0, "a/"));
  }

  @Test
  void aRootThatIsAwayIsAwayAsAWhole() {
    VirtualTree tree = VirtualTree.of(new Grants.Root(unserved("db")));
    assertThat(find(tree, "/")).isEqualTo(new VirtualTree.Unavailable("db"));
  }
}
