package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces with a wire between them, so that a client can vanish as a machine does
 * that loses its power: its kernel says nothing more either.
 */
final class TwoHosts implements AutoCloseable {
  /** Of the network for documentation, RFC 5737. */
  static final String SERVER = "192.0.2.1";

  static final String CLIENT = "192.0.2.2";
  static final String OTHER_CLIENT = "192.0.2.3";

  private static final String NETWORK = "/24";

  private final String server = "backup-access-server-" + ProcessHandle.current().pid();
  private final String clients = "backup-access-clients-" + ProcessHandle.current().pid();

  /** Makes them, or skips the test where this user may not. */
  TwoHosts() {
    if (!System.getProperty("user.name").equals("root")) {
      abort("only root makes network namespaces");
    }
    Outcome made = Processes.run(List.of("ip", "netns", "add", server));
    if (made.exit() != 0) {
      abort("no network namespaces can be made here: " + made.err());
    }
    ip("netns", "add", clients);
    ip(
        "-n", server, "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns",
        clients);
    for (String host : List.of(server, clients)) {
      ip("-n", host, "link", "set", "lo", "up");
      ip("-n", host, "link", "set", "wire", "up");
    }
    ip("-n", server, "address", "add", SERVER + NETWORK, "dev", "wire");
    // With the first address of a network all of its others go too.
    for (String address : List.of(OTHER_CLIENT, CLIENT)) {
      ip("-n", clients, "address", "add", address + NETWORK, "dev", "wire");
    }
  }

  private static void ip(String... words) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    Outcome outcome = Processes.run(command);
    assertThat(outcome.exit()).as(command + ": " + outcome.err()).isZero();
  }

  /** What a command begins with that runs on the server. */
  List<String> onServer() {
    return List.of("nsenter", "--net=/run/netns/" + server);
  }

  List<String> onClients() {
    return List.of("nsenter", "--net=/run/netns/" + clients);
  }

  /** From now on the clients' kernel keeps no more than this for a program that does not read. */
  void receiveBuffers(int bytes) {
    List<String> command = new ArrayList<>(onClients());
    command.addAll(List.of("sh", "-c", "echo 4096 $0 $0 >/proc/sys/net/ipv4/tcp_rmem", "" + bytes));
    assertThat(Processes.run(command)).isEqualTo(new Outcome(0, "", ""));
  }

  /** Nobody has this address any more: what is sent there gets no answer of any kind. */
  void vanish(String address) {
    ip("-n", clients, "address", "delete", address + NETWORK, "dev", "wire");
  }

  @Override
  public void close() {
    ip("netns", "delete", server);
    ip("netns", "delete", clients);
  }
}
