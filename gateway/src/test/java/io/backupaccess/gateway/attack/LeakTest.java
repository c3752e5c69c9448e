package io.backupaccess.gateway.attack;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.GatewayProcess;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thousand pulls leave behind, of which some are refused, left, or killed: nothing. */
class LeakTest {
  private static final int WORKERS = 8;

  /** Of each worker: a thousand pulls in all, and every sixth turn something else. */
  private static final int TURNS = 150;

  /** Threads that the Java machine starts and ends as it likes, and keeps for a while. */
  private static final String OF_JAVA =
      "(?s)(C[12] |G1 |GC |Serial|process reaper|ForkJoin|VirtualThread|Common-Cleaner|VM ).*";

  @TempDir Path folder;

  @Test
  void aThousandPullsLeaveNothingBehind() throws Exception {
    TestGateway configuration = new TestGateway(folder);
    Files.writeString(configuration.volume("db").resolve("file"), "content");
    Files.writeString(configuration.volume("media").resolve("film"), "moving pictures");
    configuration.grant("backup", "db", "media");
    try (GatewayProcess gateway = GatewayProcess.warmedUp(configuration)) {
      Client client = configuration.client("backup", gateway.port());
      work(client, 1, 12);
      awaitThat("the first have ended", () -> gateway.children().isEmpty());
      Path proc = gateway.proc();
      Set<String> restrictions = restrictions(proc);
      long descriptors = gateway.descriptors();
      List<String> threads = threads(proc);

      work(client, WORKERS, TURNS);

      awaitThat("no child is left", () -> gateway.children().isEmpty());
      awaitThat("no virtual root is left", () -> count(configuration.runtimeDirectory()) == 0);
      awaitThat("descriptors are as before", () -> gateway.descriptors() <= descriptors + 4);
      awaitThat("threads are as before", () -> threads(proc).size() <= threads.size() + 2);
      assertThat(threads(proc)).noneMatch(name -> name.startsWith("transfer"));
      assertThat(restrictions(proc)).isEqualTo(restrictions);
      // Landlock shows nowhere, but a gateway under it could not make a virtual root.
      assertThat(client.pull("/", folder.resolve("last"))).isEqualTo(new Outcome(0, "", ""));
      assertThat(folder.resolve("last/media/film")).hasContent("moving pictures");
      assertThat(gateway.log()).doesNotContain("\"level\":\"ERROR\"", "\"level\":\"WARN\"");
      String log = gateway.log();
      assertThat(times("\"exitCode\":0", log)).as("whole pulls").isGreaterThan(1000);
      assertThat(times("\"command refused\"", log)).as("refusals").isGreaterThanOrEqualTo(40);
      assertThat(times("\"ending\":\"the client left\"", log))
          .as("killed clients")
          .isGreaterThanOrEqualTo(40);
    }
  }

  private static long times(String text, String log) {
    return log.lines().filter(line -> line.contains(text)).count();
  }

  private void work(Client client, int workers, int turns) throws Exception {
    List<Process> all =
        IntStream.range(0, workers)
            .mapToObj(
                worker -> Processes.start(List.of("bash", "-c", script(client, worker, turns))))
            .toList();
    for (Process process : all) {
      try {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.inputReader(StandardCharsets.US_ASCII).lines()).isEmpty();
        assertThat(process.exitValue()).isZero();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private String script(Client client, int worker, int turns) {
    return """
    exec 2>/dev/null
    ssh='%s'; control='%s'; copy='%s'; host=%s
    pull='rsync --server --sender -logDtpre.iLsfxCIvu . db/'
    export LC_ALL=C; mkfifo $control.silence; exec 7<>$control.silence
    $ssh -M -N -f -S $control $host >/dev/null
    for i in $(seq %d); do
      case $((i %% 30)) in
        0) $ssh -S $control -T $host id ;;
        6) $ssh -S $control -T $host "$pull" </dev/null >/dev/null ;;
        # Killed once rsync has said its first word, and before it is answered.
        12) exec 8< <(exec $ssh -S none -T $host "$pull" <&7)
            read -rN 1 -u 8 _; kill -KILL $!; exec 8<&- ;;
        18) head -c 20 /dev/urandom | $ssh -S $control -T $host "$pull" >/dev/null ;;
        24) timeout -s KILL 0.1 $ssh -S none -T $host true ;;
        *) source=db/; [ $((i %% 2)) = 0 ] || source=/
           rsync -aI -e "$ssh -S $control" $host:$source $copy/ || echo "pull $i failed with $?" ;;
      esac
    done
    $ssh -S $control -O exit $host
    rm $control.silence
    exit 0
    """
        .formatted(
            String.join(" ", client.transport()),
            folder.resolve("control" + worker),
            folder.resolve("copy" + worker),
            Client.host(),
            turns);
  }

  private static long count(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(entry -> !entry.endsWith("journal")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> threads(Path proc) {
    return perThread(proc, "comm").filter(name -> !name.matches(OF_JAVA)).toList();
  }

  /** What any thread may no longer do: the lines of its status that say so. */
  private static Set<String> restrictions(Path proc) {
    return perThread(proc, "status")
        .map(
            status ->
                status
                    .lines()
                    .filter(line -> line.matches("(NoNewPrivs|Seccomp|Seccomp_filters|Cap...):.*"))
                    .collect(Collectors.joining("\n")))
        .filter(lines -> !lines.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Stream<String> perThread(Path proc, String file) {
    try (Stream<Path> tasks = Files.list(proc.resolve("task"))) {
      return tasks.map(task -> read(task.resolve(file))).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread may end while it is looked at. */
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
