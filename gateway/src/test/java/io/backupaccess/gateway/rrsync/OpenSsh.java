package io.backupaccess.gateway.rrsync;

import static io.backupaccess.gateway.pull.Processes.awaitThat;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** OpenSSH's own server on loopback, with one key, and clients that hold it. */
final class OpenSsh implements AutoCloseable {
  private static final String SERVER = "/usr/sbin/sshd";
  private static final String HOST =
      System.getProperty("user.name") + "@" + InetAddress.getLoopbackAddress().getHostAddress();

  private final Path folder;
  private final int port;
  private final Process server;

  OpenSsh(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    port = freePort();
    keyPair("host");
    keyPair("client");
    Files.writeString(
        folder.resolve("known_hosts"),
        "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
    if (System.getProperty("user.name").equals("root")) {
      // Where sshd as root wants to be able to lock itself in; its service makes it.
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        ListenAddress 127.0.0.1:%1$d
        HostKey %2$s/host
        AuthorizedKeysFile %2$s/authorized_keys
        PidFile none
        StrictModes no
        UsePAM no
        PermitRootLogin forced-commands-only
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        """
            .formatted(port, folder));
    server =
        new ProcessBuilder(SERVER, "-D", "-e", "-f", folder.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sshd.log").toFile())
            .start();
    awaitThat("sshd listens", this::listens);
  }

  private void keyPair(String name) {
    Processes.run(
        List.of(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder + "/" + name));
  }

  /** One that the kernel gives to no client, which could have it before the server listens. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody has it.
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets the key run this command alone. */
  OpenSsh forcing(String command) {
    try {
      Files.writeString(
          folder.resolve("authorized_keys"),
          "command=\"%s\",restrict %s"
              .formatted(command, Files.readString(folder.resolve("client.pub"))));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String transport() {
    return String.join(
        " ",
        "ssh -F none -p " + port,
        "-i " + folder.resolve("client"),
        "-o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=yes",
        "-o UserKnownHostsFile=" + folder.resolve("known_hosts"));
  }

  /** Runs {@code ssh HOST WORD…}. */
  Outcome ssh(String... words) {
    List<String> command = new ArrayList<>(List.of(transport().split(" ")));
    command.add("-T");
    command.add(HOST);
    command.addAll(List.of(words));
    return Processes.run(command);
  }

  /** A client's command line, to be started with what it copies, {@code h:} being this server. */
  List<String> rsyncCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("rsync", "-e", transport()));
    for (String argument : arguments) {
      command.add(argument.startsWith("h:") ? HOST + argument.substring(1) : argument);
    }
    return command;
  }

  Outcome rsync(String... arguments) {
    return Processes.run(rsyncCommand(arguments));
  }

  /** The same from bash, which can write any byte; {@code $rsync} and {@code $h} are set. */
  Outcome bash(String script) {
    return Processes.bash(
        folder,
        "rsync() { command rsync -e '" + transport() + "' \"$@\"; }; h=" + HOST + "\n" + script);
  }

  /** The command lines of all that the server has started. */
  List<String> started() {
    return server.descendants().map(process -> process.info().commandLine().orElse("?")).toList();
  }

  /** Whether a command runs whose words are these among others, in this working directory. */
  boolean runsIn(Path directory, String words) {
    return server
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(words))
        .anyMatch(process -> isIn(process, directory));
  }

  private static boolean isIn(ProcessHandle process, Path directory) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), directory);
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  @Override
  public void close() {
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
  }
}
