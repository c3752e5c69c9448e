package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes whose mounts have to be read-only. */
class ReadOnlyMountsTest {
  @TempDir Path folder;

  private TestGateway gateway;
  private Path db;

  @BeforeEach
  void prepare() throws IOException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Files.writeString(db.resolve("file"), "content");
    Files.writeString(gateway.volume("other").resolve("file"), "of another");
    gateway.grant("backup", "db", "other").readOnlyMounts(db);
  }

  @Test
  void aVolumeThatWasMountedWritableIsNotServedAndTheOthersAre() throws Exception {
    try (TestGateway serving = gateway.start()) {
      Client client = serving.client("backup");
      assertThat(client.pull("db/", folder.resolve("copy")).err())
          .contains("volume db is not available now");
      assertThat(client.pull("other/", folder.resolve("copy")).exit()).isZero();
      assertThat(folder.resolve("copy/file")).hasContent("of another");
      assertThat(serving.status().toString())
          .contains("\"field\":\"volumes[0]\"")
          .contains("mount: has to be read-only, and was mounted writable")
          .contains("{\"path\":\"" + db + "\",\"readOnly\":false,\"recursively\":false}");
    }
  }

  @Test
  void aVolumeThatIsMountedReadOnlyIsServed() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    List<String> inMount =
        List.of(
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount --bind -o ro %1$s %1$s && exec \"$@\"".formatted(db),
            "sh");
    List<String> program =
        Stream.concat(inMount.stream(), GatewayProcess.command().stream()).toList();
    try (GatewayProcess process = new GatewayProcess(gateway, program, Map.of())) {
      Outcome pulled = gateway.client("backup", process.port()).pull("db/", folder.resolve("copy"));
      assertThat(pulled.exit()).as(pulled.err()).isZero();
      assertThat(folder.resolve("copy/file")).hasContent("content");
    }
  }
}
