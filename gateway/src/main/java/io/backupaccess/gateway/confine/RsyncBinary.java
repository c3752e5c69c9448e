package io.backupaccess.gateway.confine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The rsync program that serves pulls.
 *
 * @param path absolute path
 * @param version such as {@code 3.5.0}
 */
public record RsyncBinary(Path path, String version) {

  /** The first version whose sender keeps to {@code --confine-root}. */
  private static final int[] OLDEST = {3, 5, 0};

  private static final Pattern VERSION =
      Pattern.compile("^rsync +version v?(([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})\\S*) ");

  /**
   * Runs the program to see what it is.
   *
   * @throws UnsuitableRsyncException when it does not run, is older than 3.5.0, or does not know
   *     {@code --confine-root}
   */
  public static RsyncBinary inspect(Path path)
      throws UnsuitableRsyncException, InterruptedException {
    // One call asks both: an unknown option ends rsync before it prints its version.
    List<String> command = List.of(path.toString(), "--confine-root=/nonexistent", "--version");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .start();
      // Read afterwards: what does not fit into the pipe is no answer to --version.
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new UnsuitableRsyncException(path + " --version does not end");
      }
      String output =
          new String(process.getInputStream().readNBytes(64 * 1024), StandardCharsets.US_ASCII);
      return judge(path, output, process.exitValue());
    } catch (IOException e) {
      throw new UnsuitableRsyncException(
          path + " cannot be run; the gateway needs rsync 3.5.0 or later there", e);
    }
  }

  /** What the output of {@code rsync --confine-root=… --version} says. */
  public static RsyncBinary judge(Path path, String output, int status)
      throws UnsuitableRsyncException {
    if (output.contains("--confine-root")) {
      throw new UnsuitableRsyncException(
          path + " does not know --confine-root; the gateway needs rsync 3.5.0 or later");
    }
    var matcher = VERSION.matcher(output);
    if (status != 0 || !matcher.find()) {
      throw new UnsuitableRsyncException(path + " does not answer --version as rsync does");
    }
    int[] version = new int[OLDEST.length];
    for (int i = 0; i < version.length; i++) {
      version[i] = Integer.parseInt(matcher.group(i + 2));
    }
    if (Arrays.compare(version, OLDEST) < 0) {
      throw new UnsuitableRsyncException(
          path + " is version " + matcher.group(1) + "; the gateway needs rsync 3.5.0 or later");
    }
    return new RsyncBinary(path, matcher.group(1));
  }
}
