package io.backupaccess.gateway.pull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real {@code ssh} and {@code rsync}, as somebody outside would run them. */
public record Client(int port, Path key, Path knownHosts) {

  public List<String> sshCommand(String... arguments) {
    List<String> command = new ArrayList<>(transport());
    command.addAll(List.of(arguments));
    return command;
  }

  /** {@code ssh} with what it needs to reach the gateway, without the host. */
  public List<String> transport() {
    List<String> command = new ArrayList<>(List.of("ssh"));
    command.addAll(options("-p"));
    return List.copyOf(command);
  }

  /** The same options for a program of OpenSSH that may spell the port's option in another way. */
  List<String> options(String portOption) {
    return List.of(
        "-F",
        "none",
        portOption,
        String.valueOf(port),
        "-i",
        key.toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "IdentityAgent=none",
        "-o",
        "BatchMode=yes",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "UserKnownHostsFile=" + knownHosts);
  }

  public Outcome ssh(String... arguments) {
    return Processes.run(sshCommand(arguments));
  }

  /** Runs {@code ssh backup@gateway COMMAND}. */
  public Outcome command(String command) {
    return ssh("-T", host(), command);
  }

  public static String host() {
    return "backup@127.0.0.1";
  }

  public List<String> rsyncCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("rsync", "-e", String.join(" ", transport())));
    command.addAll(List.of(arguments));
    return command;
  }

  public Outcome rsync(String... arguments) {
    return Processes.run(rsyncCommand(arguments));
  }

  /** {@code rsync -a HOST:PATH COPY}. */
  public Outcome pull(String path, Path copy) {
    return rsync("-a", host() + ":" + path, copy.toString());
  }
}
