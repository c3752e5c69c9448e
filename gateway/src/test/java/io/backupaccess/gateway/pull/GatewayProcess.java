package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Processes.awaitThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway that is a process of its own, so that what it holds can be counted. */
public final class GatewayProcess implements AutoCloseable {
  private static final Pattern SERVING = Pattern.compile("\"port\":([0-9]+)");

  private final Path log;
  private final Process process;

  public GatewayProcess(TestGateway configured) {
    configured.configure();
    log = configured.folder.resolve("log");
    try {
      process =
          new ProcessBuilder(
                  List.of(
                      ProcessHandle.current().info().command().orElseThrow(),
                      "--enable-native-access=ALL-UNNAMED",
                      "-Xmx96m",
                      "-Dgateway.launcher=" + TestGateway.LAUNCHER,
                      "-cp",
                      System.getProperty("java.class.path"),
                      "io.backupaccess.gateway.Main",
                      "serve",
                      "--config",
                      configured.configFile().toString()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    awaitThat("it serves", () -> log().contains("\"serving\"") || !process.isAlive());
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

  public long pid() {
    return process.pid();
  }

  public long children() {
    return process.children().filter(ProcessHandle::isAlive).count();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
