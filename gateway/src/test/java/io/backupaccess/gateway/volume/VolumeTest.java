package io.backupaccess.gateway.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which transfers go on when the configuration changes. */
class VolumeTest {

  private static Volume db(Mode mode, Change... changes) {
    return SomeVolumes.served("db", new Access(mode, Set.of(changes)));
  }

  @ParameterizedTest
  @CsvSource({
    "PULL, READ_ONLY, READ_WRITE, true",
    "PULL, READ_WRITE, READ_ONLY, true",
    "PULL, READ_WRITE, WRITE_ONLY, false",
    "PULL, READ_WRITE, RESTORE_ONLY, false",
    "PUSH, READ_WRITE, READ_WRITE, true",
    "PUSH, READ_WRITE, READ_ONLY, false",
    // Its receiver sends checksums of what is there.
    "PUSH, READ_WRITE, WRITE_ONLY, false",
    "PUSH, READ_WRITE, RESTORE_ONLY, false",
    "PUSH, RESTORE_ONLY, READ_WRITE, true",
    "PUSH, WRITE_ONLY, WRITE_ONLY, true",
    "PUSH, WRITE_ONLY, READ_WRITE, true",
  })
  void aTransferGoesOnWhereItMayDoAllThatItMightDoBefore(
      Direction direction, Mode before, Mode now, boolean goesOn) {
    assertThat(db(now).stillAllows(direction, db(before))).isEqualTo(goesOn);
  }

  @Test
  void aPushEndsWithAPermissionThatItHad() {
    Volume deleting = db(Mode.READ_WRITE, Change.DELETE);
    assertThat(db(Mode.READ_WRITE).stillAllows(Direction.PUSH, deleting)).isFalse();
    assertThat(deleting.stillAllows(Direction.PUSH, db(Mode.READ_WRITE))).isTrue();
    assertThat(db(Mode.READ_WRITE).stillAllows(Direction.PULL, deleting)).isTrue();
  }
}
