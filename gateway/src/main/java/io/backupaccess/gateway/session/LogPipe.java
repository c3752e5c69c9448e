package io.backupaccess.gateway.session;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The pipe that one child writes its log to, and the thread that counts what comes out. It has a
 * name because Java gives a child no more than three streams; nobody can guess it.
 */
final class LogPipe implements AutoCloseable {
  private static final String PREFIX = "log-";
  private static final int NAME_BYTES = 12;

  /** Less than a fast child needs to fill the pipe: 64 KiB, or 2,000 lines. */
  private static final int GATHER_MILLIS = 10;

  private static final int OWNER_ONLY = 0600;
  private static final SecureRandom RANDOM = new SecureRandom();

  @SuppressWarnings("restricted") // what FFM calls calling native code
  private static final MethodHandle MKFIFO =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("mkfifo"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private final Path path;
  private final PullCounts counts = new PullCounts();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread reader;

  private LogPipe(Path path) {
    this.path = path;
    // A thread of the platform, because opening and reading a pipe block it.
    this.reader = Thread.ofPlatform().name("transfer-log").daemon().unstarted(this::read);
  }

  /** A new pipe in this folder, which is read from now on. */
  static LogPipe open(Path folder) throws IOException {
    byte[] name = new byte[NAME_BYTES];
    RANDOM.nextBytes(name);
    LogPipe pipe = new LogPipe(folder.resolve(PREFIX + HexFormat.of().formatHex(name)));
    make(pipe.path);
    pipe.reader.start();
    return pipe;
  }

  /** Removes what a gateway that did not end well has left. */
  static void clear(Path folder) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path pipe : left) {
        Files.deleteIfExists(pipe);
      }
    }
  }

  private static void make(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      if ((int) MKFIFO.invokeExact(name, OWNER_ONLY) != 0) {
        throw new IOException("A pipe cannot be made in " + path.getParent());
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("mkfifo() cannot be called", e);
    }
  }

  Path path() {
    return path;
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream log = new FileInputStream(path.toFile())) {
      opened.countDown();
      for (int n = log.read(buffer); n >= 0; n = log.read(buffer)) {
        counts.add(buffer, n);
        if (n < buffer.length) {
          letLinesGather();
        }
      }
    } catch (IOException | InterruptedException e) {
      // Where nothing was read, nothing is known; the record says so.
    } finally {
      opened.countDown();
    }
  }

  /** To be woken for each line would cost as much as to send a small file. */
  private void letLinesGather() throws InterruptedException {
    boolean _ = ended.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What the child wrote. It has ended, or was never started. */
  PullCounts counts() throws InterruptedException {
    ended.countDown();
    // To open a pipe for reading waits for a writer, and the child need not have been one.
    try (var _ = new RandomAccessFile(path.toFile(), "rw")) {
      opened.await();
    } catch (IOException e) {
      reader.interrupt();
      return new PullCounts();
    }
    reader.join();
    return counts;
  }

  @Override
  public void close() throws IOException {
    try {
      counts();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(path);
  }
}
