package io.backupaccess.gateway.confine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Proves, in the place where it will serve, that the kernel confines a child: a probe runs exactly
 * as a pull would, then as a push, and tries what neither must be able to do.
 */
public final class SelfTest {
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
        return probe(folder, Profile.SENDER).and(probe(folder, Profile.RECEIVER));
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      return failed("the self-test cannot run: " + e);
    }
  }

  private SelfTestResult probe(Path folder, Profile profile)
      throws IOException, InterruptedException {
    Path export = Files.createDirectory(folder.resolve(profile.name()));
    Path allowed = Files.writeString(export.resolve("allowed"), "allowed");
    Path forbidden = Files.writeString(folder.resolve("forbidden"), "forbidden");
    var spec =
        new ChildSpec(
            profile,
            List.of(new Export(export.toString(), null)),
            export.toString(),
            limits,
            List.of(
                Argument.literal("probe"),
                Argument.literal(allowed.toString()),
                Argument.literal(forbidden.toString()),
                Argument.literal(export.resolve("created").toString()),
                Argument.literal(folder.resolve("outside").toString())));
    Process process =
        new ProcessBuilder(launcher.command(spec, launcher.program()))
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
    return judge(profile, findings);
  }

  /** What the probe's line says. */
  static SelfTestResult judge(Profile profile, String findings) {
    try {
      return judge(profile, JSON.readValue(findings, Findings.class));
    } catch (JsonProcessingException e) {
      return failed("the probe's answer cannot be read");
    }
  }

  private static SelfTestResult judge(Profile profile, Findings found) {
    var layers = new ArrayList<String>();
    var failures = new ArrayList<String>();
    if (!found.readAllowed()) {
      failures.add("a file of the export cannot be read");
    }
    if (profile == Profile.RECEIVER && !found.created()) {
      failures.add("no file can be created in an export that may be written");
    }
    layer("landlock", landlockFailures(profile, found), layers, failures);
    layer("seccomp", seccompFailures(profile, found), layers, failures);
    layer(
        "no-new-privileges",
        found.noNewPrivileges() ? List.of() : List.of("no-new-privileges is not set"),
        layers,
        failures);
    return new SelfTestResult(
        found.landlockAbi(), layers, failures.isEmpty() ? null : String.join("; ", failures));
  }

  private static List<String> landlockFailures(Profile profile, Findings found) {
    var failures = new ArrayList<String>();
    if (found.landlockAbi() == 0) {
      failures.add("the kernel offers no Landlock");
    }
    if (found.readForbidden()) {
      failures.add("a file outside the export can be read");
    }
    if (profile == Profile.SENDER && found.created()) {
      failures.add("a file can be created in the export");
    }
    if (found.createdOutside()) {
      failures.add("a file can be created outside the export");
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
    if (profile == Profile.SENDER && found.fork()) {
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
      boolean fork) {}
}
