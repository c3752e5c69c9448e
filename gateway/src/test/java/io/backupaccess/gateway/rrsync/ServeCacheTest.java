package io.backupaccess.gateway.rrsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.GatewayProcess;
import io.backupaccess.gateway.pull.TestGateway;
import io.backupaccess.gateway.pull.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache that lets {@code gateway serve} start with its classes loaded and its profile known.
 */
class ServeCacheTest {
  @TempDir private Path folder;
  private InstalledProgram program;
  private TestGateway gateway;
  private Path db;

  @BeforeEach
  void install() throws IOException {
    program = InstalledProgram.serving(folder.resolve("program"));
    gateway = new TestGateway(Files.createDirectory(folder.resolve("gateway")));
    db = gateway.volume("db");
    TestGateway.write(db.resolve("file"), "content");
    gateway.grant("backup", "db");
  }

  @Test
  void isUsedWhereItIsThisProgramsAndMissedNowhere() throws IOException {
    assertThat(ownClassesFromCacheWhileItServes("first")).isPositive();
    for (Path jar : ownJars()) {
      Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    }
    assertThat(ownClassesFromCacheWhileItServes("second")).isZero();
  }

  private List<Path> ownJars() throws IOException {
    try (Stream<Path> files = Files.list(program.folder().resolve("lib"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("backup-")).toList();
    }
  }

  private long ownClassesFromCacheWhileItServes(String name) throws IOException {
    Path loaded = folder.resolve(name + ".loaded");
    Path copy = folder.resolve(name);
    try (GatewayProcess process =
        new GatewayProcess(
            gateway,
            List.of(program.folder().resolve("bin/gateway").toString()),
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_TOOL_OPTIONS",
                "-Xlog:class+load:file=" + loaded))) {
      assertThat(gateway.client("backup", process.port()).pull("db/", copy).exit()).isZero();
    }
    Trees.assertSame(db, copy);
    try (Stream<String> lines = Files.lines(loaded)) {
      return lines
          .filter(line -> line.contains(" io.backupaccess.") && line.contains("shared objects"))
          .count();
    }
  }
}
