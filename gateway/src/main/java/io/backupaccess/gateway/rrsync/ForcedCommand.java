package io.backupaccess.gateway.rrsync;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What the client asked for, as {@code sshd} leaves it to the program that it runs instead. */
final class ForcedCommand {
  private static final byte[] NAME = "SSH_ORIGINAL_COMMAND=".getBytes(StandardCharsets.US_ASCII);

  private ForcedCommand() {}

  /**
   * The command, byte for byte; {@code System.getenv} would replace what is no UTF-8.
   *
   * @param environment as in {@code /proc/self/environ}: each variable ends with a NUL byte
   * @return nothing where the client asked for a shell
   */
  static Optional<byte[]> in(byte[] environment) {
    int start = 0;
    for (int end = 0; end <= environment.length; end++) {
      if (end == environment.length || environment[end] == 0) {
        if (end - start > NAME.length
            && Arrays.equals(environment, start, start + NAME.length, NAME, 0, NAME.length)) {
          return Optional.of(Arrays.copyOfRange(environment, start + NAME.length, end));
        }
        start = end + 1;
      }
    }
    return Optional.empty();
  }
}
