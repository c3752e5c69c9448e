package io.backupaccess.gateway.pull;

import java.util.List;
import java.util.stream.Stream;

/** SSH clients that run a command, as in {@code rsync -e CLIENT}. */
enum RemoteShell {
  OPENSSH,
  DBCLIENT,
  PLINK,
  LIBSSH,
  PARAMIKO,
  ASYNCSSH;

  /** The client and its options, without user, host and command. */
  List<String> words(ClientHome home) {
    Client client = home.client();
    String port = String.valueOf(client.port());
    List<String> connection =
        List.of(port, client.key().toString(), client.knownHosts().toString());
    return switch (this) {
      case OPENSSH -> client.transport();
      case DBCLIENT -> List.of("dbclient", "-p", port, "-i", home.path("key.dropbear").toString());
      case PLINK -> putty("plink", home);
      case LIBSSH -> concat(List.of(home.path("with-libssh").toString()), connection);
      case PARAMIKO -> concat(python("with_paramiko.py"), connection);
      case ASYNCSSH -> concat(python("with_asyncssh.py"), connection);
    };
  }

  /** Runs a command at the gateway. */
  Outcome command(ClientHome home, String... command) {
    return home.run(
        concat(words(home), concat(List.of("-l", "backup", "127.0.0.1"), List.of(command))));
  }

  List<String> rsync(ClientHome home, String... arguments) {
    return concat(List.of("rsync", "-e", String.join(" ", words(home))), List.of(arguments));
  }

  /** What PuTTY's programs have in common. */
  static List<String> putty(String program, ClientHome home) {
    return List.of(
        program,
        "-batch",
        "-P",
        String.valueOf(home.client().port()),
        "-i",
        home.path("key.ppk").toString(),
        "-hostkey",
        home.hostKey());
  }

  private static List<String> python(String program) {
    return List.of("/usr/bin/python3", "src/test/python/" + program);
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
