package io.backupaccess.gateway.attack;

import io.backupaccess.gateway.pull.Client;
import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A gateway with a volume that the attacker may read, one that nobody granted, and a secret in the
 * latter; and the same folders behind a plain rsync, which shows what each attack would yield.
 *
 * @param gateway the gateway; the key "attacker" may read the volumes {@code db} and {@code media}
 * @param db the volume whose owner helps the attacker
 * @param other the volume {@code other}
 * @param client the attacker's client
 */
record Scene(TestGateway gateway, Path db, Path other, Client client) implements AutoCloseable {
  static final String SECRET = "the secret of another";

  static Scene in(Path folder) {
    TestGateway gateway = new TestGateway(folder);
    Path db = gateway.volume("db");
    Path media = gateway.volume("media");
    Path other = gateway.volume("other");
    try {
      Files.writeString(db.resolve("file"), "granted");
      Files.createDirectories(db.resolve("sub/deeper"));
      Files.writeString(media.resolve("film"), "granted too");
      Files.writeString(other.resolve("secret"), SECRET);
      Files.writeString(other.resolve("names"), "file\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    gateway.grant("attacker", "db", "media").start();
    return new Scene(gateway, db, other, gateway.client("attacker"));
  }

  /** The folder in which all volumes are, which a plain rsync would serve. */
  Path volumes() {
    return gateway.folder.resolve("mounts");
  }

  /** What the owner of the volume does to it. */
  void owner(String script) {
    Outcome done = Processes.bash(db, "set -e\n" + script);
    if (done.exit() != 0) {
      throw new AssertionError(done);
    }
  }

  Outcome rsync(String options, List<String> sources, Path copies) {
    return client.rsync(arguments(options, sources, copies));
  }

  /** The same pull without this project: rsync behind a shell in the folder of the volumes. */
  Outcome plainRsync(String options, List<String> sources, Path copies) {
    List<String> command = new ArrayList<>(List.of("rsync", "-e", plainShell().toString()));
    command.addAll(List.of(arguments(options, sources, copies)));
    return Processes.run(command);
  }

  /** The same command without this project. */
  Outcome plainCommand(String command) {
    return Processes.run(List.of(plainShell().toString(), "host", command));
  }

  private static String[] arguments(String options, List<String> sources, Path copies) {
    return Stream.of(
            Stream.of(options.split(" ")),
            sources.stream().map(source -> Client.host() + ":" + source),
            Stream.of(copies + "/"))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  private Path plainShell() {
    return plainShell("");
  }

  /** What stands in for {@code ssh} and a shell there, with this in its environment. */
  Path plainShell(String assignment) {
    try {
      Path shell = gateway.folder.resolve("plain-shell" + assignment.hashCode());
      if (!Files.exists(shell)) {
        Files.writeString(
            shell,
            "#!/bin/sh\n[ \"$1\" = -l ] && shift 2\nshift\ncd '%s' && exec env %s sh -c \"$*\"\n"
                .formatted(volumes(), assignment));
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwx------"));
      }
      return shell;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The contents of all files beneath a folder. */
  static List<String> contents(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(Scene::content).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
