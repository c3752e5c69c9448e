package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static io.backupaccess.gateway.pull.Processes.awaitThat;

import io.backupaccess.gatewayconfig.VolumeConfig;
import io.backupaccess.gatewayconfig.VolumeConfig.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a volume of each mode, all granted to one key, and a folder to push to them. */
abstract class Pushing {
  @TempDir Path folder;

  TestGateway gateway;
  Client client;
  Path backup;

  /** May be read and written, overwritten and deleted. */
  Path restored;

  /** May be read and added to. */
  Path careful;

  /** May be written, not read. */
  Path dropbox;

  Path readable;

  @BeforeEach
  void start() throws IOException {
    gateway = new TestGateway(folder);
    restored = volume("restored", Mode.READ_WRITE, true, true);
    careful = volume("careful", Mode.READ_WRITE, false, false);
    dropbox = volume("dropbox", Mode.WRITE_ONLY, false, true);
    readable = gateway.volume("readable");
    backup = Files.createDirectory(folder.resolve("copies"));
    gateway.grant("backup", "restored", "careful", "dropbox", "readable").start();
    client = gateway.client("backup");
  }

  private Path volume(String name, Mode mode, boolean delete, boolean overwrite) {
    Path mount = gateway.volume(name);
    gateway.with(new VolumeConfig(name, mount.toString(), null, mode, delete, overwrite));
    return mount;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  Outcome push(String options, Path source, String destination) {
    return Processes.run(pushCommand(options, source, destination));
  }

  private List<String> pushCommand(String options, Path source, String destination) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add(source + "/");
    arguments.add(host() + ":" + destination);
    return client.rsyncCommand(arguments.toArray(String[]::new));
  }

  /** A push of a large file that takes minutes, and has begun. */
  Process slowPush(String destination) {
    Processes.bash(backup, "head -c 8000000 /dev/urandom > large");
    Process push = Processes.start(pushCommand("-a --bwlimit=50", backup, destination));
    awaitThat("the push has begun", () -> !files(restored).isEmpty());
    return push;
  }

  /** The processes that receive: this JVM is the gateway. */
  static List<ProcessHandle> receivers() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().filter(line -> line.contains("--server")).isPresent()
                    && process.info().command().filter(name -> name.endsWith("rsync")).isPresent())
        .toList();
  }

  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
