package io.backupaccess.e2e;

import io.backupaccess.api.v1alpha1.BackupAccessStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A machine outside the cluster with a key, the published host key, rsync and ssh. */
final class BackupHost {

  private final Path folder;

  /** Makes the host's key pair. */
  BackupHost(Scene scene, String name) {
    folder = scene.folder.resolve(name + "-host");
    Command.must("mkdir", folder.toString());
    Command.must(
        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", privateKey().toString());
  }

  String publicKey() {
    try {
      return Files.readString(folder.resolve("key.pub")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** A file of {@code examples/} as this host's administrator would write it for this gateway. */
  String example(BackupAccessStatus gateway, String name) {
    publishHostKeys(gateway);
    return Scene.example(name)
        .replace("203.0.113.7", address(gateway))
        .replace("/etc/backup-access", folder.toString());
  }

  /** {@code rsync OPTION… LOCATION DESTINATION}; the location is what follows the host's colon. */
  Command.Result pull(
      BackupAccessStatus gateway, String options, String location, Path destination) {
    List<String> command = rsync(gateway, options);
    command.add("backup@" + address(gateway) + ":" + location);
    command.add(destination.toString());
    return Command.run(command);
  }

  /** {@code rsync OPTION… SOURCE LOCATION}; a source that ends with a slash is what is in it. */
  Command.Result push(BackupAccessStatus gateway, String options, String source, String location) {
    List<String> command = rsync(gateway, options);
    command.add(source);
    command.add("backup@" + address(gateway) + ":" + location);
    return Command.run(command);
  }

  /** One command of sftp's own. */
  Command.Result sftp(BackupAccessStatus gateway, String line) {
    Path batch = folder.resolve("sftp-batch");
    try {
      Files.writeString(batch, line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of("sftp", "-b" + batch, "-P" + port(gateway)));
    command.addAll(options(gateway));
    command.add(at(gateway));
    return Command.run(command);
  }

  Command.Result ssh(BackupAccessStatus gateway, String... arguments) {
    List<String> command = sshCommand(gateway);
    command.addAll(List.of(arguments));
    return Command.run(command);
  }

  /** The address that clients are told to use. */
  static String address(BackupAccessStatus gateway) {
    return gateway.addresses().getFirst().host();
  }

  static int port(BackupAccessStatus gateway) {
    return gateway.addresses().getFirst().port();
  }

  /** The location of the gateway, as an argument of ssh. */
  static String at(BackupAccessStatus gateway) {
    return "backup@" + address(gateway);
  }

  private List<String> rsync(BackupAccessStatus gateway, String options) {
    List<String> command = new ArrayList<>();
    command.add("rsync");
    command.addAll(List.of(options.split(" ")));
    command.add("-e");
    command.add(String.join(" ", sshCommand(gateway)));
    return command;
  }

  private List<String> sshCommand(BackupAccessStatus gateway) {
    List<String> command = new ArrayList<>(List.of("ssh", "-p" + port(gateway)));
    command.addAll(options(gateway));
    return command;
  }

  /** What ssh and sftp write alike. */
  private List<String> options(BackupAccessStatus gateway) {
    return List.of(
        "-i" + privateKey(),
        "-oIdentitiesOnly=yes",
        "-oIdentityAgent=none",
        "-oBatchMode=yes",
        "-oConnectTimeout=10",
        "-oStrictHostKeyChecking=yes",
        "-oGlobalKnownHostsFile=/dev/null",
        "-oUserKnownHostsFile=" + publishHostKeys(gateway));
  }

  private Path publishHostKeys(BackupAccessStatus gateway) {
    try {
      return Files.write(folder.resolve("known_hosts"), gateway.knownHosts());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path privateKey() {
    return folder.resolve("key");
  }
}
