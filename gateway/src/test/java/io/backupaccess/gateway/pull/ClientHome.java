package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The home of somebody with one key, in the formats of several SSH clients.
 *
 * @param client who it is to OpenSSH
 * @param folder where programs look for {@code .ssh} and write what they like
 * @param hostKey the gateway's, as a fingerprint
 */
record ClientHome(Client client, Path folder, String hostKey) {
  private static final Path LIBSSH_SOURCE = Path.of("src/test/c/with-libssh.c");

  static ClientHome of(TestGateway gateway, String key) {
    Client client = gateway.client(key);
    Path folder = gateway.folder.resolve("home-of-" + key);
    try {
      Files.createDirectories(folder.resolve(".ssh"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    must("puttygen", client.key(), "-O", "private", "-o", folder.resolve("key.ppk"));
    must("dropbearconvert", "openssh", "dropbear", client.key(), folder.resolve("key.dropbear"));
    must("cc", "-O1", "-Wall", "-o", folder.resolve("with-libssh"), LIBSSH_SOURCE, "-lssh");
    // Dropbear knows hosts by their names alone.
    TestGateway.write(
        folder.resolve(".ssh/known_hosts"), "127.0.0.1 " + gateway.publicKey("host") + "\n");
    String host = must("ssh-keygen", "-lf", gateway.folder.resolve("host.pub"));
    return new ClientHome(client, folder, host.split(" ", 3)[1]);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Runs a program with this home. */
  Outcome run(List<String> command) {
    return Processes.await(start(command));
  }

  Process start(List<String> command) {
    return Processes.start(
        Stream.concat(Stream.of("env", "HOME=" + folder), command.stream()).toList());
  }

  private static String must(Object... command) {
    Outcome outcome = Processes.run(Stream.of(command).map(Object::toString).toList());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome.out();
  }
}
