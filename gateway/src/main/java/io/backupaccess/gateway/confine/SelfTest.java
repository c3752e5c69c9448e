package io.backupaccess.gateway.confine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Proves, in the place where it will serve, that the kernel confines a child: a probe runs exactly
 * as a pull would, then as a push, then as a push that may not read or replace what is there, then
 * as the file server of an SFTP session, and tries what none must be able to do. What one of them
 * fails, the gateway fails, whether or not it has a volume that takes pushes: they share kernel and
 * launcher, and one that breaks one promise is not to be trusted with another.
 */
public final class SelfTest {
  /** The version of Landlock that permits moving files between folders: Linux 5.19. */
  private static final int MOVING_BETWEEN_FOLDERS = 2;

  private static final String LANDLOCK = "landlock";
  private static final String SECCOMP = "seccomp";
  private static final String NO_NEW_PRIVILEGES = "no-new-privileges";
  private static final List<String> ALL_LAYERS = List.of(LANDLOCK, SECCOMP, NO_NEW_PRIVILEGES);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Launcher launcher;
  private final Path runtimeDirectory;
  private final Limits limits;

  /**
   * A test in a folder of its own.
   *
   * @param launcher what pulls are started with
   * @param runtimeDirectory where the test makes a folder, and removes it
   * @param limits the limits of a pull
   */
  public SelfTest(Launcher launcher, Path runtimeDirectory, Limits limits) {
    this.launcher = launcher;
    this.runtimeDirectory = runtimeDirectory;
    this.limits = limits;
  }

  /** Runs the probe; a failure to run it is a result too. */
  public SelfTestResult run() throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory(runtimeDirectory, "self-test-");
      try {
        SelfTestResult result =
            probe(folder, Profile.SENDER, Set.of())
                .and(probe(folder, Profile.RECEIVER, Set.of()))
                .and(probe(folder, Profile.FILES, Set.of()));
        // An older kernel keeps files from no push, and the launcher refuses to say otherwise.
        if (result.landlockAbi() >= MOVING_BETWEEN_FOLDERS) {
          result = result.and(probe(folder, Profile.RECEIVER, EnumSet.allOf(Withheld.class)));
        }
        return result.passed() ? result.and(onceLoaded(folder)) : result;
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      return failed("the self-test cannot run: " + e);
    }
  }

  private SelfTestResult probe(Path folder, Profile profile, Set<Withheld> withheld)
      throws IOException, InterruptedException {
    Path volume = Files.createDirectory(folder.resolve(profile.name() + withheld.size()));
    Path allowed = Files.writeString(volume.resolve("allowed"), "allowed");
    Files.setPosixFilePermissions(allowed, PosixFilePermissions.fromString("rwx------"));
    Path forbidden = Files.writeString(folder.resolve("forbidden"), "forbidden");
    List<String> attempts =
        Stream.of(allowed, forbidden, volume.resolve("created"), folder.resolve("outside"))
            .map(Path::toString)
            .toList();
    Process process =
        new ProcessBuilder(command(profile, withheld, volume, attempts))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return failed("the probe does not end");
    }
    String findings = text(process.getInputStream().readNBytes(4096));
    String error = text(process.getErrorStream().readNBytes(4096));
    if (process.exitValue() != 0) {
      return failed("the probe ended with " + process.exitValue() + ": " + error.strip());
    }
    return judge(profile, withheld, findings);
  }

  /**
   * Whether rsync gives up what it needs to start: only then does it get the option that this runs
   * it with, see preload.c. The probe, linked statically, has nothing to load.
   */
  private SelfTestResult onceLoaded(Path folder) throws IOException, InterruptedException {
    List<Argument> arguments = Argument.literals("--insecure-links", "--version");
    var places = List.of(Place.of(folder));
    Process process =
        new ProcessBuilder(
                launcher.command(
                    new ChildSpec(Profile.SENDER, places, folder, limits, arguments),
                    launcher.rsync()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return failed("rsync does not end");
    }
    String output = text(process.getInputStream().readNBytes(4096));
    String error = text(process.getErrorStream().readNBytes(4096)).strip();
    return process.exitValue() == 0 && output.startsWith("rsync ")
        ? new SelfTestResult(Integer.MAX_VALUE, ALL_LAYERS, null)
        : new SelfTestResult(
            Integer.MAX_VALUE,
            ALL_LAYERS.stream().filter(layer -> !layer.equals(LANDLOCK)).toList(),
            "rsync keeps the right to read its libraries once it runs, as one that is linked"
                + " statically does: "
                + error);
  }

  private List<String> command(
      Profile profile, Set<Withheld> withheld, Path folder, List<String> attempts) {
    var places = List.of(Place.of(folder));
    if (profile == Profile.FILES) {
      return launcher.fileServerProbe(places, attempts);
    }
    String[] words = Stream.concat(Stream.of("probe"), attempts.stream()).toArray(String[]::new);
    List<String> command =
        launcher.command(
            new ChildSpec(profile, places, folder, limits, withheld, Argument.literals(words)),
            launcher.program());
    return Stream.concat(command.stream(), Stream.of(PercentEncoding.incoming(""))).toList();
  }

  /** What the probe's line says. */
  static SelfTestResult judge(Profile profile, Set<Withheld> withheld, String findings) {
    try {
      Findings found = JSON.readValue(findings, Findings.class);
      return withheld.isEmpty() ? judge(profile, found) : judgeWithheld(found);
    } catch (JsonProcessingException e) {
      return failed("the probe's answer cannot be read");
    }
  }

  private static SelfTestResult judge(Profile profile, Findings found) {
    var layers = new ArrayList<String>();
    var failures = new ArrayList<String>();
    if (!found.readAllowed()) {
      failures.add("a file of the volume cannot be read");
    }
    if (profile == Profile.RECEIVER && !found.created()) {
      failures.add("no file can be created in a volume that may be written");
    }
    layer(LANDLOCK, landlockFailures(profile, found), layers, failures);
    layer(SECCOMP, seccompFailures(profile, found), layers, failures);
    layer(NO_NEW_PRIVILEGES, privilegeFailures(found), layers, failures);
    return new SelfTestResult(
        found.landlockAbi(), layers, failures.isEmpty() ? null : String.join("; ", failures));
  }

  /** Where both are withheld. */
  private static SelfTestResult judgeWithheld(Findings found) {
    var layers = new ArrayList<String>();
    var failures = new ArrayList<String>();
    if (!found.added()) {
      failures.add("no file can be added to a volume that takes files only");
    }
    var gaps = landlockFailures(Profile.RECEIVER, found);
    if (found.readAllowed() || found.taken()) {
      gaps.add("a file of a volume that is write-only can be read");
    }
    if (found.created() || found.replaced()) {
      gaps.add("a file of a volume that takes new files only can be replaced");
    }
    layer(LANDLOCK, gaps, layers, failures);
    layer(SECCOMP, seccompFailures(Profile.RECEIVER, found), layers, failures);
    layer(NO_NEW_PRIVILEGES, privilegeFailures(found), layers, failures);
    return new SelfTestResult(
        found.landlockAbi(), layers, failures.isEmpty() ? null : String.join("; ", failures));
  }

  private static List<String> privilegeFailures(Findings found) {
    return found.noNewPrivileges() ? List.of() : List.of("no-new-privileges is not set");
  }

  private static List<String> landlockFailures(Profile profile, Findings found) {
    var failures = new ArrayList<String>();
    if (found.landlockAbi() == 0) {
      failures.add("the kernel offers no Landlock");
    }
    if (found.readForbidden()) {
      failures.add("a file outside the volume can be read");
    }
    if (profile != Profile.RECEIVER && found.created()) {
      failures.add("a file can be created in the volume");
    }
    if (found.createdOutside()) {
      failures.add("a file can be created outside the volume");
    }
    if (found.executed()) {
      failures.add("a file of the volume can be executed");
    }
    return failures;
  }

  private static List<String> seccompFailures(Profile profile, Findings found) {
    var failures = new ArrayList<String>();
    if (found.seccompMode() != 2) {
      failures.add("no seccomp filter is set");
    }
    if (found.socket()) {
      failures.add("a socket can be made");
    }
    if (found.openByHandle()) {
      failures.add("open_by_handle_at is allowed");
    }
    if (found.device()) {
      failures.add("a device or a FIFO can be made");
    }
    if (profile != Profile.RECEIVER && found.fork()) {
      failures.add("a process can be started");
    }
    return failures;
  }

  private static void layer(
      String name, List<String> found, List<String> layers, List<String> failures) {
    if (found.isEmpty()) {
      layers.add(name);
    }
    failures.addAll(found);
  }

  private static SelfTestResult failed(String message) {
    return new SelfTestResult(0, List.of(), message);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void remove(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** The probe's line; each flag says that the probe was able to do it. */
  private record Findings(
      int landlockAbi,
      boolean noNewPrivileges,
      int seccompMode,
      boolean readAllowed,
      boolean readForbidden,
      boolean created,
      boolean createdOutside,
      boolean device,
      boolean socket,
      boolean openByHandle,
      boolean fork,
      boolean added,
      boolean taken,
      boolean replaced,
      boolean executed) {}
}
