package io.backupaccess.gateway.rrsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backupaccess.gateway.command.PolicyLimits.Links;
import io.backupaccess.gateway.rrsync.Options.Lock;
import io.backupaccess.gateway.rrsync.Options.Paths;
import io.backupaccess.gateway.volume.Access;
import io.backupaccess.gateway.volume.Access.Change;
import io.backupaccess.gateway.volume.Access.Mode;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the line in {@code authorized_keys} may say. */
class OptionsTest {
  private static Options parse(String... arguments) throws UsageException {
    return Options.parse(List.of(arguments));
  }

  @Test
  void withoutOptionsAllIsPermittedToOneTransferAtATime() throws UsageException {
    assertThat(parse("/srv"))
        .isEqualTo(
            new Options(
                Path.of("/srv"),
                new Access(Mode.READ_WRITE, Set.of(Change.DELETE, Change.OVERWRITE)),
                Lock.EXCLUSIVE,
                Links.KEPT,
                Paths.BENEATH_DIRECTORY,
                Confinement.REQUIRED,
                Path.of("/usr/bin/rsync")));
  }

  @Test
  void readingOnlyChangesNothingAndNeedsNoLock() throws UsageException {
    Options options = parse("-ro", "/srv");
    assertThat(options.access()).isEqualTo(Access.READ_ONLY);
    assertThat(options.lock()).isEqualTo(Lock.NONE);
  }

  @Test
  void eachOptionTakesOneThingAway() throws UsageException {
    assertThat(parse("-wo", "/srv").access().mode()).isEqualTo(Mode.WRITE_ONLY);
    assertThat(parse("-no-del", "/srv").access().changes()).containsExactly(Change.OVERWRITE);
    assertThat(parse("-no-overwrite", "/srv").access().changes()).containsExactly(Change.DELETE);
    assertThat(parse("-no-lock", "/srv").lock()).isEqualTo(Lock.NONE);
    assertThat(parse("-munge", "/srv").links()).isEqualTo(Links.MUNGED);
  }

  @Test
  void optionsMayFollowTheFolder() throws UsageException {
    assertThat(parse("/srv", "-ro")).isEqualTo(parse("-ro", "/srv"));
  }

  @Test
  void absolutePathsBestEffortAndAnotherRsyncAreAskedFor() throws UsageException {
    Options options = parse("-absolute", "-best-effort", "-rsync", "/opt/rsync", "/srv");
    assertThat(options.paths()).isEqualTo(Paths.OR_ABSOLUTE);
    assertThat(options.confinement()).isEqualTo(Confinement.BEST_EFFORT);
    assertThat(options.rsync()).isEqualTo(Path.of("/opt/rsync"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-ro",
        "-ro -wo /srv",
        "-wo -ro /srv",
        "/srv /etc",
        "--ro /srv",
        "-ro /srv -x",
        "/srv -rsync",
        "-rsync rsync /srv"
      })
  void wrongUsageIsRefused(String line) {
    assertThatThrownBy(() -> parse(line.split(" "))).isInstanceOf(UsageException.class);
  }
}
