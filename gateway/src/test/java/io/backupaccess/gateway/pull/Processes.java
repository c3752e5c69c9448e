package io.backupaccess.gateway.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Programs that the tests run, and things that take a while to come true. */
public final class Processes {
  /** Enough for what takes ten seconds alone, on a machine that has ten times as much to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Processes() {}

  public static Outcome run(List<String> command) {
    return await(start(command));
  }

  public static Outcome bash(Path folder, String script) {
    try {
      return await(
          new ProcessBuilder("bash", "-c", script)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Outcome await(Process process) {
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> err = read(process.getErrorStream());
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        // Its own programs hold what is read here.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("The program does not end: " + err.join());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError(e);
    }
    return new Outcome(process.exitValue(), out.join(), err.join());
  }

  /**
   * Reads in a thread of its own. On a machine of two processors the common pool has one: it would
   * read standard error only after the end of standard output, and a program that fills the pipe of
   * the one before it closes the other would never end.
   */
  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
          } catch (IOException e) {
            return "";
          }
        },
        reading -> Thread.ofPlatform().daemon().name("output").start(reading));
  }

  /** Waits until this is so, and fails the test if that takes too long. */
  public static void awaitThat(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("It did not come true that " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /**
   * Waits until a pull with {@code --inplace} receives this file. Its bytes show up later: rsync
   * writes them by 256 KiB.
   */
  public static void awaitReceiving(Path file) {
    awaitThat("the pull has begun", () -> Files.exists(file));
  }

  /** What is in a file; nothing while there is none. */
  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }

  public static void signal(Process process, String name) {
    run(List.of("kill", "-" + name, String.valueOf(process.pid())));
  }
}
