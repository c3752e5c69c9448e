package io.backupaccess.gateway.rrsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program. On standard output, which the script reads, go the launcher's arguments or nothing;
 * on standard error, which the client reads, why there are none. Descriptor 3 is what rsync
 * answered when it was asked for its version, at the same time as this program started.
 */
public final class Rrsync {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private Rrsync() {}

  /** Runs it with what the line in {@code authorized_keys} says after {@code gateway rrsync}. */
  public static void main(String[] arguments) {
    int status = FAILED;
    try {
      status = run(List.of(arguments));
    } catch (UsageException e) {
      print(FileDescriptor.err, "gateway rrsync: " + e.getMessage() + "\n" + Options.USAGE);
      status = WRONG_USAGE;
    } catch (IOException | RuntimeException e) {
      print(FileDescriptor.err, "gateway rrsync: " + e + "\n");
    }
    // Nothing is left to be ended in order.
    Runtime.getRuntime().halt(status);
  }

  private static int run(List<String> arguments) throws UsageException, IOException {
    if (arguments.contains("-help") || arguments.contains("-h") || arguments.contains("--help")) {
      print(FileDescriptor.err, Options.USAGE);
      return 0;
    }
    CommandDecision connection = new CommandDecision(Options.parse(arguments), new ThisHost());
    return give(connection.answer(ForcedCommand.in(environment())));
  }

  static byte[] environment() throws IOException {
    return Files.readAllBytes(Path.of("/proc/self/environ"));
  }

  /** Says what the answer is; returns the exit status. */
  static int give(Answer answer) {
    return switch (answer) {
      case Answer.Launch(var words) -> {
        print(FileDescriptor.out, String.join(" ", words));
        yield 0;
      }
      case Answer.Success() -> 0;
      case Answer.Failure(var message) -> {
        print(FileDescriptor.err, message + "\n");
        yield FAILED;
      }
    };
  }

  @SuppressWarnings("StreamResourceLeak") // the process ends
  private static void print(FileDescriptor to, String text) {
    try {
      OutputStream out = new FileOutputStream(to);
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      Runtime.getRuntime().halt(FAILED);
    }
  }

  record ThisHost() implements CommandDecision.Host {
    @Override
    public InputStream stream() {
      return new FileInputStream(FileDescriptor.in);
    }

    @Override
    public String rsyncVersion() throws IOException {
      return Files.readString(Path.of("/proc/self/fd/3"));
    }

    @Override
    public long memory() throws IOException {
      try (var lines = Files.newBufferedReader(Path.of("/proc/meminfo"))) {
        String total = String.valueOf(lines.readLine());
        return Long.parseLong(total.replaceAll("[^0-9]", "")) * 1024;
      }
    }
  }
}
