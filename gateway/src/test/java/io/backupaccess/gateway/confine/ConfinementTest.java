package io.backupaccess.gateway.confine;

import static io.backupaccess.gateway.confine.Programs.actor;
import static io.backupaccess.gateway.confine.Programs.unconfined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.confine.Programs.Outcome;
import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel keeps from a child; each test also sees it happen without the launcher. */
class ConfinementTest {
  private static final String DENIED = "EACCES\n";

  @TempDir Path folder;
  private Path volume;
  private Path secret;

  @BeforeEach
  void makeVolume() throws IOException {
    volume = Files.createDirectory(folder.resolve("volume"));
    Files.writeString(volume.resolve("file"), "granted");
    Path other = Files.createDirectory(folder.resolve("other"));
    secret = Files.writeString(other.resolve("secret"), "secret");
  }

  @Test
  void readsTheVolumeAndNothingElse() {
    assertThat(actor(volume, "read", "file").text()).isEqualTo("content: granted\n");
    assertThat(actor(volume, "list", ".").text()).isEqualTo("list=done\n");
    for (String path : List.of(secret.toString(), "../other/secret", "/etc/shadow")) {
      assertThat(actor(volume, "read", path).text()).as(path).isEqualTo(DENIED);
    }
    assertThat(actor(volume, "list", folder.toString()).text()).isEqualTo("list=EACCES\n");
    assertThat(unconfined("read", secret.toString()).text()).isEqualTo("content: secret\n");
  }

  @Test
  void readsNothingThroughLinksOutOfTheVolume() throws IOException {
    Files.createSymbolicLink(volume.resolve("link"), secret);
    Files.createSymbolicLink(volume.resolve("folder"), secret.getParent());
    assertThat(actor(volume, "read", "link").text()).isEqualTo(DENIED);
    assertThat(actor(volume, "read", "folder/secret").text()).isEqualTo(DENIED);
    assertThat(unconfined("read", volume.resolve("link").toString()).text())
        .isEqualTo("content: secret\n");
  }

  @Test
  void readsNothingBesideTheFolderOfItsVolume() throws IOException {
    Files.createDirectory(volume.resolve("granted"));
    var place = new Place(volume, Optional.of(Path.of("granted")));
    assertThat(actor(List.of(place), volume.resolve("granted"), "read", "../file").text())
        .isEqualTo(DENIED);
  }

  @Test
  void readsNoOtherProcess() {
    // No procfs is granted, so neither environment nor memory nor descriptors of the gateway are.
    String gateway = "/proc/" + ProcessHandle.current().pid() + "/environ";
    assertThat(actor(volume, "read", gateway).text()).isEqualTo(DENIED);
    assertThat(unconfined("read", gateway).text()).startsWith("content: ");
  }

  @Test
  void writesNeitherInsideNorOutsideTheVolume() throws IOException {
    List<String> refused =
        List.of("append=EACCES", "create=EACCES", "truncate=EACCES", "update=EACCES");
    for (Path file : List.of(volume.resolve("file"), secret)) {
      assertThat(actor(volume, "write", file.toString()).lines()).isEqualTo(refused);
    }
    assertThat(actor(volume, "write", "new").lines())
        .containsExactly("append=EACCES", "create=EACCES", "truncate=EACCES", "update=EACCES");
    assertThat(volume.resolve("new")).doesNotExist();
    assertThat(volume.resolve("file")).hasContent("granted");
    assertThat(unconfined("write", volume.resolve("new").toString()).lines())
        .containsExactly("append=done", "create=done", "truncate=done", "update=done");
  }

  @Test
  void executesNoOtherProgram() {
    for (String program : List.of("/bin/true", "/usr/bin/env")) {
      assertThat(actor(volume, "execute", program).text()).isEqualTo("execute=EACCES\n");
    }
    assertThat(unconfined("execute", "/bin/true").text()).isEmpty();
  }

  @Test
  void everyCallThatChangesOrReachesAnythingIsRefused() {
    List<String> confined = actor(volume, "calls", "all").lines();
    assertThat(confined).hasSizeGreaterThan(60).allMatch(ConfinementTest::isRefused);
    // Without the launcher none of them ends so, or the test would prove nothing.
    assumeTrue(isRoot(), "needs root");
    assertThat(unconfined("calls", "all").lines())
        .hasSameSizeAs(confined)
        .filteredOn(line -> !line.startsWith("a call beyond"))
        .noneMatch(line -> line.endsWith("=EPERM"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 16, 17, 38, 40})
  void makesNoSocketOfAnyFamily(int family) {
    assertThat(actor(volume, "socket", Integer.toString(family)).text())
        .isEqualTo("socket=EPERM\n");
  }

  @Test
  void capabilityThatReadsEverythingOpensNothingByHandle() throws IOException {
    assumeTrue(isRoot(), "needs root");
    String handle = unconfined("handle", secret.toString()).text().strip();
    // As a volume in a pod is: a bind mount of one folder of the node's file system.
    Path mount = Files.createDirectory(folder.resolve("mount"));
    String script = "mount --bind %s %s && exec \"$@\"".formatted(volume, mount);
    List<String> inMount = List.of("unshare", "-m", "sh", "-c", script, "sh");
    List<String> open = List.of(Programs.ACTOR.toString(), "open-handle", mount.toString(), handle);
    List<String> openConfined =
        Programs.actorCommand(
            List.of(Place.of(mount)), mount, "open-handle", mount.toString(), handle);
    List<String> openInContainer =
        Programs.concat(List.of(Programs.LAUNCHER.toString(), "container", "--"), open);

    assertThat(Programs.run(Programs.concat(inMount, open)).text()).isEqualTo("content: secret\n");
    assertThat(Programs.run(Programs.concat(inMount, openConfined)).text()).isEqualTo("EPERM\n");
    assertThat(Programs.run(Programs.concat(inMount, openInContainer)).text()).isEqualTo("EPERM\n");
  }

  @Test
  void keepsOfAllCapabilitiesTheOneThatReads() throws IOException {
    assumeTrue(isRoot(), "needs root");
    Path foreign = Files.writeString(volume.resolve("foreign"), "foreign");
    Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rw-------"));
    Programs.run(List.of("chown", "12345", foreign.toString()));

    assertThat(capabilities(List.of())).containsExactly("0000000000000004");
    assertThat(capabilities(boundedTo("dac_read_search"))).containsExactly("0000000000000004");
    assertThat(capabilities(boundedTo("dac_override"))).containsExactly("0000000000000002");
    assertThat(capabilities(boundedTo("chown"))).containsExactly("0000000000000000");
    assertThat(actor(volume, "read", "foreign").text()).isEqualTo("content: foreign\n");
  }

  @Test
  void confinesWithoutAnyPrivilege() throws IOException {
    assumeTrue(isRoot(), "needs root");
    openToAll(folder, volume, volume.resolve("file"), secret.getParent(), secret);
    Path launcher = folder.resolve("launcher");
    Path actor = folder.resolve("actor");
    Path preload = folder.resolve("rsync-preload.so");
    Files.copy(Programs.LAUNCHER, launcher);
    Files.copy(Programs.LAUNCHER.resolveSibling("rsync-preload.so"), preload);
    Files.copy(Programs.ACTOR, actor);
    openToAll(launcher, preload, actor);
    assertThat(asNobody(launcher, actor, "read", "file").text()).isEqualTo("content: granted\n");
    assertThat(asNobody(launcher, actor, "read", secret.toString()).text()).isEqualTo(DENIED);
    assertThat(asNobody(launcher, actor, "calls", "all").lines())
        .allMatch(ConfinementTest::isRefused);
    List<String> unprivileged = List.of(actor.toString(), "read", secret.toString());
    assertThat(Programs.run(Programs.concat(NOBODY, unprivileged)).text())
        .isEqualTo("content: secret\n");
  }

  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65532", "--regid=65532", "--clear-groups");

  private Outcome asNobody(Path launcher, Path actor, String... arguments) {
    List<String> command =
        new Launcher(launcher, actor, Programs.launcher().confinement())
            .command(
                new ChildSpec(
                    Profile.SENDER,
                    List.of(Place.of(volume)),
                    volume,
                    Programs.LIMITS,
                    Argument.literals(arguments)));
    Outcome outcome = Programs.run(Programs.concat(NOBODY, command));
    assertThat(outcome.errors()).isEmpty();
    return outcome;
  }

  private static List<String> boundedTo(String capability) {
    return List.of(
        "setpriv", "--bounding-set=-all,+" + capability, "--inh-caps=-all", "--ambient-caps=-all");
  }

  /** The child's effective capabilities, as the kernel reports them. */
  private List<String> capabilities(List<String> under) {
    Path proc = Path.of("/proc");
    List<String> command = Programs.actorCommand(List.of(Place.of(proc)), proc, "status", "CapEff");
    return Programs.run(Programs.concat(under, command)).lines();
  }

  private static void openToAll(Path... paths) throws IOException {
    for (Path path : paths) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static boolean isRefused(String line) {
    return line.endsWith("=EPERM") || line.endsWith("=ENOSYS");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
