package io.backupaccess.gateway.rrsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gatewayconfig.ServerConfig;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The program in a folder of its own, as {@code make build} makes it. */
record InstalledProgram(Path folder) {
  private static final Path SCRIPTS = Path.of("src/main/scripts");
  private static final Path LAUNCHER = Path.of("target/launcher/launcher");

  /** With what {@code gateway rrsync} needs. */
  static InstalledProgram in(Path folder) throws IOException {
    InstalledProgram program = copied(folder);
    program.prepare("rrsync");
    return program;
  }

  /** With what {@code gateway serve} needs. */
  static InstalledProgram serving(Path folder) throws IOException {
    InstalledProgram program = copied(folder);
    List<String> entries =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> entry.endsWith(".jar"))
            .toList();
    for (String entry : entries) {
      Path library = folder.resolve("lib").resolve(Path.of(entry).getFileName());
      if (Files.notExists(library)) {
        Files.copy(Path.of(entry), library);
      }
    }
    program.prepare("serve");
    return program;
  }

  private static InstalledProgram copied(Path folder) throws IOException {
    InstalledProgram program = new InstalledProgram(folder);
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path lib = Files.createDirectories(folder.resolve("lib"));
    for (String script : List.of("gateway", "java-here", "prepare")) {
      Files.copy(SCRIPTS.resolve(script), bin.resolve(script));
    }
    for (String name : List.of("launcher", "rsync-preload.so")) {
      Files.copy(LAUNCHER.resolveSibling(name), bin.resolve(name));
    }
    pack(ServerConfig.class, lib.resolve("backup-access-api.jar"));
    pack(Rrsync.class, lib.resolve("backup-access-gateway.jar"));
    return program;
  }

  private static void pack(Class<?> member, Path jar) throws IOException {
    Path classes;
    try {
      classes = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, jar);
      return;
    }
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "-cf", jar.toString(), "-C", classes.toString(), ".");
    assertThat(status).isZero();
  }

  /** Records this JVM's Java, and makes the cache of this name. */
  void prepare(String cache) {
    String java = System.getProperty("java.home");
    assertThat(
            Processes.run(
                List.of(
                    "env", "JAVA_HOME=" + java, folder.resolve("bin/prepare").toString(), cache)))
        .isEqualTo(new io.backupaccess.gateway.pull.Outcome(0, "", ""));
  }

  Path cache() {
    return folder.resolve("lib/rrsync.aot");
  }

  /** What a line of {@code authorized_keys} has as its command. */
  String command(String arguments) {
    return folder.resolve("bin/gateway") + " rrsync " + arguments;
  }
}
