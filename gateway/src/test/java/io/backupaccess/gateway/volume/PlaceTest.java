package io.backupaccess.gateway.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths can be those of a volume. */
class PlaceTest {
  private static Place place(String mount, String folder) {
    return new Place(Path.of(mount), Optional.of(Path.of(folder)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "..", "../a", "a/../b", "a/..", ".", "./a"})
  void folderThatIsNotPlainlyBeneathIsRefused(String folder) {
    assertThatThrownBy(() -> place("/volumes/x1/db", folder))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative"})
  void mountThatIsNotAnAbsolutePathIsRefused(String mount) {
    assertThatThrownBy(() -> Place.of(Path.of(mount))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wholeMachineCanBeAPlaceButNoFolderBeneathIt() {
    assertThat(Place.of(Path.of("/")).path()).isEqualTo(Path.of("/"));
    assertThatThrownBy(() -> place("/", "a")).isInstanceOf(IllegalArgumentException.class);
  }
}
