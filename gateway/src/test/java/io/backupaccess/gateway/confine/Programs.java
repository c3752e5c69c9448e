package io.backupaccess.gateway.confine;

import io.backupaccess.gateway.command.Argument;
import io.backupaccess.gateway.volume.Place;
import io.backupaccess.gatewayconfig.ServerConfig.Confinement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The programs these tests run, on the kernel they run on. */
final class Programs {
  static final Path LAUNCHER = Path.of("target/launcher/launcher").toAbsolutePath();
  static final Path RSYNC = Path.of("/usr/bin/rsync");
  static final Limits LIMITS = new Limits(1L << 30, 256);

  /** {@code src/test/c/actor.c}: a child that does one thing and says what became of it. */
  static final Path ACTOR = compileActor();

  private Programs() {}

  static Launcher launcher() {
    return new Launcher(LAUNCHER, RSYNC, Confinement.REQUIRED);
  }

  /** Runs the actor as rsync would be run, with one place, which is its working directory. */
  static Outcome actor(Path folder, String... arguments) {
    return actor(List.of(Place.of(folder)), folder, arguments);
  }

  static Outcome actor(List<Place> places, Path directory, String... arguments) {
    return run(actorCommand(places, directory, arguments));
  }

  static List<String> actorCommand(List<Place> places, Path directory, String... arguments) {
    return actorCommand(Profile.SENDER, places, directory, arguments);
  }

  static List<String> actorCommand(
      Profile profile, List<Place> places, Path directory, String... arguments) {
    return launcher()
        .command(
            new ChildSpec(profile, places, directory, LIMITS, Argument.literals(arguments)), ACTOR);
  }

  /** The actor as a receiver that is kept from what is in the folder. */
  static List<String> keptActorCommand(Path folder, Set<Withheld> withheld, List<String> encoded) {
    ChildSpec spec =
        new ChildSpec(
            Profile.RECEIVER, List.of(Place.of(folder)), folder, LIMITS, withheld, List.of());
    return concat(launcher().command(spec, ACTOR), encoded);
  }

  /** As the launcher takes it. */
  static String encoded(String word) {
    return PercentEncoding.encode(Argument.Literal.of(word));
  }

  /** A pattern as the launcher takes it. */
  static String pattern(String glob) {
    return PercentEncoding.encode(new Argument.Pattern(Argument.Literal.of(glob).text()));
  }

  /** Runs the actor with nothing that confines it: what the tests would see without us. */
  static Outcome unconfined(String... arguments) {
    return run(concat(List.of(ACTOR.toString()), List.of(arguments)));
  }

  static Outcome run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      FutureTask<byte[]> output = reading(process.getInputStream());
      FutureTask<byte[]> errors = reading(process.getErrorStream());
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("does not end: " + command);
      }
      return new Outcome(
          process.exitValue(),
          new String(output.get(), StandardCharsets.ISO_8859_1),
          new String(errors.get(), StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new IllegalStateException("cannot run " + command, e);
    }
  }

  static List<String> concat(List<String> first, List<String> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static FutureTask<byte[]> reading(InputStream stream) {
    var task = new FutureTask<>(stream::readAllBytes);
    Thread.ofVirtual().start(task);
    return task;
  }

  /** Tests in another process may make it, or run it, at the same time. */
  private static Path compileActor() {
    try {
      Path folder = Files.createDirectories(Path.of("target/test-programs"));
      Path made = Files.createTempFile(folder, "actor", ".new");
      Path source = Path.of("src/test/c/actor.c");
      Outcome compiled =
          run(List.of("cc", "-static", "-O1", "-Wall", "-o", made.toString(), source.toString()));
      if (compiled.status() != 0) {
        throw new IllegalStateException(compiled.errors());
      }
      Path program = folder.resolve("actor");
      return Files.move(made, program, StandardCopyOption.ATOMIC_MOVE).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How a program ended, and what it wrote.
   *
   * @param output one character a byte, because names are bytes
   */
  record Outcome(int status, String output, String errors) {
    String text() {
      return new String(output.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    List<String> lines() {
      return text().lines().toList();
    }
  }
}
