package io.backupaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.kubeapi.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The operator's program in a process of its own, with the file that takes its log. */
final class OperatorProcess implements AutoCloseable {

  private static final long LIMIT_SECONDS = 300;

  private final Process process;
  private final Path log;
  private final int port;
  private final int metrics;
  private final HttpClient http = HttpClient.newHttpClient();

  private OperatorProcess(Process process, Path log, int port, int metrics) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.metrics = metrics;
  }

  /** Starts it with this environment, and a port of its own for probes. */
  static OperatorProcess start(Path log, Map<String, String> environment) throws IOException {
    int port = FreePort.any();
    Map<String, String> all = new HashMap<>(environment);
    int metrics = FreePort.any();
    all.put("PROBES_PORT", String.valueOf(port));
    all.put("METRICS_PORT", String.valueOf(metrics));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(virtualMachine());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().putAll(all);
    return new OperatorProcess(
        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(), log, port, metrics);
  }

  /** The flags that the program's script sets, as in the image. */
  private static List<String> virtualMachine() throws IOException {
    String script = Files.readString(Path.of("src/main/scripts/operator"));
    return Pattern.compile("(?<=\\s)-[XD]\\S+")
        .matcher(script.substring(script.indexOf("exec \"$java\"")))
        .results()
        .map(flag -> flag.group().replaceAll("\"?\\$\\{\\w+:-(\\w+)}\"?", "$1"))
        .toList();
  }

  Process process() {
    return process;
  }

  String log() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  boolean ready() {
    return says("/readyz", 200);
  }

  boolean live() {
    return says("/livez", 200);
  }

  void awaitReady() throws IOException {
    await(this::ready);
  }

  /** Waits for it, as long as the process runs. */
  void await(BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive() && System.nanoTime() < end).as(log()).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** Where its metrics are. */
  int metricsPort() {
    return metrics;
  }

  /** All of its metrics as they are now; empty: it does not answer. */
  String metrics() {
    return get(metrics, "/metrics").map(HttpResponse::body).orElse("");
  }

  private boolean says(String path, int status) {
    return get(port, path).filter(answer -> answer.statusCode() == status).isPresent();
  }

  private Optional<HttpResponse<String>> get(int at, String path) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path));
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
