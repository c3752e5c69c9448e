package io.backupaccess.gateway.flood;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.GatewayProcess;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gateway.pull.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway's process with the JVM's flags of the image, an honest client, and attackers. */
final class AttackedGateway implements AutoCloseable {
  /** What docs/security.md promises. */
  private static final long MEMORY_KIB = 256 * 1024;

  /** How many of them attack at once. */
  private static final int ATTACKERS = Integer.getInteger("flood.attackers", 3);

  private final TestGateway configured;
  private final GatewayProcess process;
  private final Path db;
  private final Client honest;
  private final Leftovers leftovers;
  private final ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger pulls = new AtomicInteger();

  AttackedGateway(TestGateway configured) {
    this.configured = configured;
    db = configured.volume("db");
    Processes.bash(db, "head -c 8000000 /dev/urandom > large; mkdir sub; seq 5000 > sub/small");
    configured.grant("honest", "db").grant("hostile", "db");
    process = GatewayProcess.warmedUp(configured);
    honest = configured.client("honest", process.port());
    pull(); // what comes with the first one stays
    awaitThat("it is over", () -> process.children().isEmpty());
    leftovers = new Leftovers(process);
  }

  /** What the attackers have left behind. */
  Leftovers leftovers() {
    return leftovers;
  }

  int port() {
    return process.port();
  }

  Path key(String name) {
    return configured.folder.resolve(name);
  }

  /** Attacks from several connections, and pulls meanwhile: the pull must not notice. */
  void hold(Callable<?> attack) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < ATTACKERS; i++) {
      running.add(attackers.submit(attack));
    }
    pull();
    for (Future<?> attacker : running) {
      try {
        attacker.get();
      } catch (ExecutionException e) {
        throw new AssertionError("The attack went wrong", e.getCause());
      }
    }
    check();
  }

  /** A pull by real programs, which has to arrive whole. */
  void pull(String... sshOptions) {
    pull(honest, sshOptions);
  }

  /** The same by the key that attacks. */
  void pullOfHostileKey() {
    pull(configured.client("hostile", process.port()));
  }

  /** The command of a pull by the key that attacks, through this port. */
  List<String> hostilePull(int port) {
    Path copy = configured.folder.resolve("copy-" + pulls.incrementAndGet());
    return configured
        .client("hostile", port)
        .rsyncCommand("-a", Client.host() + ":db/", copy + "/");
  }

  private void pull(Client client, String... sshOptions) {
    Path copy = configured.folder.resolve("copy-" + pulls.incrementAndGet());
    List<String> transport = new ArrayList<>(client.transport());
    transport.addAll(List.of(sshOptions));
    List<String> command = List.of("rsync", "-a", "-e", String.join(" ", transport));
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(List.of(Client.host() + ":db/", copy + "/"));
    assertThat(Processes.run(arguments)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copy);
    Processes.run(List.of("rm", "-r", copy.toString()));
  }

  /** It lives, and takes no more memory than documented. */
  void check() {
    assertThat(process.isAlive()).as(process.log()).isTrue();
    assertThat(memory("VmHWM")).as("KiB at most").isLessThan(MEMORY_KIB);
  }

  /** A line of what the kernel knows of the process, in KiB. */
  long memory(String line) {
    try {
      return Files.readAllLines(process.proc().resolve("status")).stream()
          .filter(text -> text.startsWith(line + ":"))
          .map(text -> text.replaceAll("[^0-9]", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(process.log(), e);
    }
  }

  GatewayProcess process() {
    return process;
  }

  @Override
  public void close() {
    if (Boolean.getBoolean("flood.report") && process.isAlive()) {
      System.err.printf("%d KiB at most%n", memory("VmHWM"));
    }
    attackers.shutdownNow();
    process.close();
  }
}
