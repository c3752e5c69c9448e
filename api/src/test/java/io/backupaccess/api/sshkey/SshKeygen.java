package io.backupaccess.api.sshkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** OpenSSH's own key tool, which says what is right. */
public record SshKeygen(Path folder) {

  /** Makes a key pair, and returns its public line. */
  public String publicKey(String... type) {
    return read(file(type) + ".pub").strip();
  }

  /** Makes a key pair, and returns the private key's text. */
  public String privateKey(String... type) {
    return read(file(type));
  }

  /** The fingerprint of a public key. */
  public String fingerprint(String publicKey) {
    try {
      var file = Files.writeString(Files.createTempFile(folder, "key", ".pub"), publicKey + "\n");
      return run(List.of("ssh-keygen", "-l", "-f", file.toString())).split(" ", 3)[1];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String file(String... type) {
    var file = folder.resolve("key-" + System.nanoTime()).toString();
    var command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-C", "a comment", "-f", file, "-t"));
    command.addAll(Arrays.asList(type));
    run(command);
    return file;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
