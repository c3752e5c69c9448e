package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Processes.awaitThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway that is a process of its own, so that what it holds can be counted. */
public final class GatewayProcess implements AutoCloseable {
  private static final Pattern SERVING = Pattern.compile("\"port\":([0-9]+)");

  private final Path log;
  private final Process process;

  public GatewayProcess(TestGateway configured) {
    this(configured, Map.of());
  }

  /** A gateway with these variables in its environment. */
  public GatewayProcess(TestGateway configured, Map<String, String> environment) {
    this(configured, command(), environment);
  }

  /** A gateway that this command starts. */
  public GatewayProcess(
      TestGateway configured, List<String> program, Map<String, String> environment) {
    configured.configure();
    log = configured.folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(
                        program.stream(),
                        Stream.of("serve", "--config", configured.configFile().toString()))
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    awaitThat("it serves", () -> log().contains("\"serving\"") || !process.isAlive());
  }

  /**
   * The command line of the gateway's program, as it starts with the least processor time: without
   * its warm-up, and with the first compiler alone.
   */
  static List<String> command(String... arguments) {
    return command(List.of("-Dgateway.longestWarmUp=PT0S", "-XX:TieredStopAtLevel=1"), arguments);
  }

  /** A gateway with the warm-up and the compilers of a real one, for what measures memory. */
  public static GatewayProcess warmedUp(TestGateway configured) {
    return new GatewayProcess(configured, warmedUpCommand(), Map.of());
  }

  /** Its command line. The program has opened by then what it keeps open. */
  static List<String> warmedUpCommand() {
    return command(List.of());
  }

  private static List<String> command(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(virtualMachine());
    command.addAll(flags);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dgateway.launcher=" + TestGateway.LAUNCHER,
            "-cp",
            System.getProperty("java.class.path"),
            "io.backupaccess.gateway.Main"));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** The limits that the program's script sets, as in the image. */
  private static List<String> virtualMachine() {
    try {
      String script = Files.readString(Path.of("src/main/scripts/java-here"));
      int begin = script.indexOf("serve_flags=\"");
      return Pattern.compile("(?<=[\\s\"])-X[^\\s\"]+")
          .matcher(script.substring(begin, script.indexOf("\n\n", begin)))
          .results()
          .map(flag -> flag.group().replaceAll("\\$\\{\\w+:-(\\w+)}", "$1"))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public int port() {
    Matcher port = SERVING.matcher(log());
    if (!port.find()) {
      throw new AssertionError(log());
    }
    return Integer.parseInt(port.group(1));
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Where the kernel shows this process. */
  public Path proc() {
    return Path.of("/proc", String.valueOf(process.pid()));
  }

  public List<ProcessHandle> children() {
    return process.children().filter(ProcessHandle::isAlive).toList();
  }

  public long descriptors() {
    String[] open = proc().resolve("fd").toFile().list();
    return open == null ? 0 : open.length;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end, with SIGTERM. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
