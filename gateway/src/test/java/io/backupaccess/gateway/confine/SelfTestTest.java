package io.backupaccess.gateway.confine;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gatewayconfig.GatewayStatus.ConfinementStatus;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The self-test passes on a kernel that confines, and says what is missing on any other. */
class SelfTestTest {
  private static final String PROVEN =
      """
      {"landlockAbi":7,"noNewPrivileges":true,"seccompMode":2,"readAllowed":true,\
      "readForbidden":false,"created":false,"createdOutside":false,"device":false,"socket":false,"openByHandle":false,"fork":false,\
      "added":false,"taken":false,"replaced":false,"executed":false}
      """;

  @TempDir Path runtime;

  @Test
  void passesOnThisKernelAndLeavesNothing() throws Exception {
    // Landlock is a requirement of the product, so a kernel without it fails this test.
    SelfTestResult result = selfTest(Programs.LAUNCHER).run();
    assertThat(result.message()).isNull();
    assertThat(result.passed()).isTrue();
    assertThat(result.landlockAbi()).isPositive();
    assertThat(result.layers()).containsExactly("landlock", "seccomp", "no-new-privileges");
    assertThat(runtime).isEmptyDirectory();
  }

  @Test
  void launcherThatConfinesNothingIsFoundOut() throws Exception {
    Path pretender =
        script(
            """
            while [ "$1" != -- ]; do shift; done
            shift
            [ "$1" = probe ] || shift
            exec %s "${@#[=@]}"
            """
                .formatted(Programs.LAUNCHER));
    SelfTestResult result = selfTest(pretender).run();
    assertThat(result.passed()).isFalse();
    assertThat(result.landlockProven()).isFalse();
    assertThat(result.layers()).isEmpty();
    assertThat(result.message())
        .contains("a file outside the volume can be read")
        .contains("a file can be created in the volume")
        .contains("a socket can be made")
        .contains("a process can be started")
        .contains("a file of the volume can be executed")
        .contains("no-new-privileges is not set");
  }

  @Test
  void fileServerThatIsNotConfinedIsFoundOut() throws Exception {
    Path pretender =
        script(
            """
            case "$2" in --profile=files) ;; *) exec %1$s "$@" ;; esac
            while [ "$1" != -- ]; do shift; done
            shift
            exec %1$s "$@"
            """
                .formatted(Programs.LAUNCHER));
    assertThat(selfTest(pretender).run().message())
        .contains("a file outside the volume can be read");
  }

  /** Linked statically, it would keep what the launcher lets it read in order to start. */
  @Test
  void rsyncThatLoadsNothingIsFoundOut() throws Exception {
    Launcher launcher = new Launcher(Programs.LAUNCHER, Programs.ACTOR, Confinement.REQUIRED);
    SelfTestResult result = new SelfTest(launcher, runtime, Programs.LIMITS).run();
    assertThat(result.landlockProven()).isFalse();
    assertThat(result.message()).contains("linked statically");
  }

  @Test
  void kernelWithoutLandlockFailsOrIsReportedAsConfigured() throws Exception {
    Path onOldKernel =
        script("exec %s without-landlock %s \"$@\"".formatted(Programs.ACTOR, Programs.LAUNCHER));
    assertThat(selfTest(onOldKernel, Confinement.REQUIRED).run().message())
        .isEqualTo("the probe ended with 125: launcher: the kernel offers no Landlock");

    SelfTestResult bestEffort = selfTest(onOldKernel, Confinement.BEST_EFFORT).run();
    assertThat(bestEffort.landlockAbi()).isZero();
    assertThat(bestEffort.landlockProven()).isFalse();
    assertThat(bestEffort.layers()).containsExactly("seccomp", "no-new-privileges");
    assertThat(bestEffort.message()).contains("the kernel offers no Landlock");
  }

  @Test
  void launcherThatCannotConfineSaysWhy() throws Exception {
    Path failing = script("echo 'launcher: the kernel offers no Landlock' >&2; exit 125");
    assertThat(selfTest(failing).run().message())
        .isEqualTo("the probe ended with 125: launcher: the kernel offers no Landlock");
    assertThat(selfTest(runtime.resolve("missing")).run().message())
        .startsWith("the self-test cannot run: ");
    assertThat(selfTest(script("echo nonsense")).run().message())
        .isEqualTo("the probe's answer cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"landlockAbi\":7', '\"landlockAbi\":0', landlock, the kernel offers no Landlock",
    "'\"readForbidden\":false', '\"readForbidden\":true', landlock, can be read",
    "'\"created\":false', '\"created\":true', landlock, created in the volume",
    "'\"createdOutside\":false', '\"createdOutside\":true', landlock, created outside the volume",
    "'\"device\":false', '\"device\":true', seccomp, a device or a FIFO can be made",
    "'\"seccompMode\":2', '\"seccompMode\":0', seccomp, no seccomp filter is set",
    "'\"socket\":false', '\"socket\":true', seccomp, a socket can be made",
    "'\"openByHandle\":false', '\"openByHandle\":true', seccomp, open_by_handle_at is allowed",
    "'\"fork\":false', '\"fork\":true', seccomp, a process can be started",
    "'\"executed\":false', '\"executed\":true', landlock, can be executed",
    "'\"noNewPrivileges\":true', '\"noNewPrivileges\":false', no-new-privileges, is not set",
  })
  void eachGapFailsTheLayerItBelongsTo(String held, String gap, String layer, String message) {
    for (Profile profile : List.of(Profile.SENDER, Profile.FILES)) {
      SelfTestResult result = SelfTest.judge(profile, Set.of(), PROVEN.replace(held, gap));
      assertThat(result.passed()).isFalse();
      assertThat(result.layers()).hasSize(2).doesNotContain(layer);
      assertThat(result.message()).contains(message);
    }
  }

  @Test
  void receiverHasToWriteWhereItMayAndMayForkToDoSo() {
    assertThat(SelfTest.judge(Profile.RECEIVER, Set.of(), PROVEN).message())
        .isEqualTo("no file can be created in a volume that may be written");
    String able =
        PROVEN
            .replace("\"created\":false", "\"created\":true")
            .replace("\"fork\":false", "\"fork\":true");
    assertThat(SelfTest.judge(Profile.RECEIVER, Set.of(), able).passed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"readAllowed\":false', '\"readAllowed\":true', that is write-only can be read",
    "'\"taken\":false', '\"taken\":true', that is write-only can be read",
    "'\"created\":false', '\"created\":true', can be replaced",
    "'\"replaced\":false', '\"replaced\":true', can be replaced",
    "'\"readForbidden\":false', '\"readForbidden\":true', outside the volume can be read",
  })
  void receiverHasToBeKeptFromWhatIsThere(String held, String gap, String message) {
    String kept =
        PROVEN
            .replace("\"readAllowed\":true", "\"readAllowed\":false")
            .replace("\"added\":false", "\"added\":true");
    Set<Withheld> both = EnumSet.allOf(Withheld.class);
    assertThat(SelfTest.judge(Profile.RECEIVER, both, kept).passed()).isTrue();
    SelfTestResult result = SelfTest.judge(Profile.RECEIVER, both, kept.replace(held, gap));
    assertThat(result.landlockProven()).isFalse();
    assertThat(result.message()).contains(message);
  }

  @Test
  void launcherThatKeepsNothingFromAReceiverIsFoundOut() throws Exception {
    Path pretender =
        script(
            """
            kept=()
            for argument; do
              case $argument in --unreadable | --irreplaceable) ;; *) kept+=("$argument") ;; esac
            done
            exec %1$s "${kept[@]//"$0"/%1$s}"
            """
                .formatted(Programs.LAUNCHER));
    assertThat(selfTest(pretender).run().message())
        .contains("a file of a volume that is write-only can be read")
        .contains("a file of a volume that takes new files only can be replaced");
  }

  /** Linux 5.13 to 5.18: the mode is refused when it is asked for, and the rest is served. */
  @Test
  void kernelThatKeepsNothingFromAReceiverServesTheRest() throws Exception {
    Path onOldKernel =
        script(
            "exec %1$s with-landlock 1 %2$s \"${@//\"$0\"/%2$s}\""
                .formatted(Programs.ACTOR, Programs.LAUNCHER));
    SelfTestResult result = selfTest(onOldKernel).run();
    assertThat(result.message()).isNull();
    assertThat(result.landlockAbi()).isEqualTo(1);
  }

  @Test
  void volumeThatCannotBeReadFailsTheTestToo() {
    SelfTestResult result =
        SelfTest.judge(
            Profile.SENDER,
            Set.of(),
            PROVEN.replace("\"readAllowed\":true", "\"readAllowed\":false"));
    assertThat(result.passed()).isFalse();
    assertThat(result.layers()).hasSize(3);
  }

  @Test
  void resultIsReportedAsItIs() {
    assertThat(SelfTest.judge(Profile.SENDER, Set.of(), PROVEN).status())
        .isEqualTo(
            new ConfinementStatus(7, List.of("landlock", "seccomp", "no-new-privileges"), null));
  }

  private SelfTest selfTest(Path launcher) {
    return selfTest(launcher, Confinement.REQUIRED);
  }

  private SelfTest selfTest(Path launcher, Confinement confinement) {
    return new SelfTest(
        new Launcher(launcher, Programs.RSYNC, confinement), runtime, Programs.LIMITS);
  }

  private Path script(String body) throws IOException {
    Path script = Files.createTempFile(runtime.getParent(), "launcher", "");
    script.toFile().deleteOnExit();
    Files.writeString(script, "#!/bin/bash\n" + body);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
