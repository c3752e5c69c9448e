package io.backupaccess.gateway.confine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.volume.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code launcher/file_server.c} alone, asked byte by byte, as a gateway that was taken over might.
 */
class FileServerTest {
  private static final String OPEN_ROOT = "00000003" + "02" + "0000";
  private static final String READ_FIRST_HANDLE = "00000005" + "11" + "00000000";

  @TempDir Path volume;

  @ParameterizedTest
  @CsvSource({
    "00000000, a request is too short",
    "00000002 03 00, a request is too short",
    "00002001 03, a request is too long",
    "ffffffff 03, a request is too long",
    "00000003 03 0001, a request names no volume",
    "00000003 03 ffff, a request names no volume",
    "00000006 03 0000 610062, a path contains a NUL byte",
    "00000005 11 00000000, a request names no handle",
    "00000005 14 ffffffff, a request names no handle",
    "00000005 14 00000064, a request names no handle",
    "00000005 63 00000000, a request is unknown",
  })
  void requestThatNoGatewayMakesEndsIt(String request, String message) throws Exception {
    Reply reply = ask(command(), request.replace(" ", ""));
    assertThat(reply.errors()).isEqualTo("launcher: " + message + "\n");
    assertThat(reply.status()).isEqualTo(Launcher.EXIT_FAILED);
    assertThat(reply.output()).isEmpty();
  }

  @Test
  void readForMoreThanAReplyHoldsEndsIt() throws Exception {
    Files.writeString(volume.resolve("f"), "content");
    String read = "00000011" + "10" + "00000000" + "0000000000000000" + "00040001";
    Reply reply = ask(command(), "00000004" + "01" + "0000" + "66" + read);
    assertThat(reply.status()).isEqualTo(Launcher.EXIT_FAILED);
    assertThat(reply.errors()).isEqualTo("launcher: a request is for too many bytes\n");
  }

  /** A client that mirrors would delete what it is told is not there. */
  @Test
  void folderWhoseFilesCannotBeDescribedIsRefusedAndNotEmpty() throws Exception {
    Path folder = Files.createDirectory(volume.resolve("d"));
    Files.writeString(folder.resolve("file"), "");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r--r--r--"));
    try {
      String open = "00000004" + "02" + "0000" + "64";
      Reply reply = ask(withoutCapabilities(command()), open + READ_FIRST_HANDLE);
      assertThat(reply.output()).isEqualTo("00000005" + "00" + "00000000" + "00000001" + "03");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void emptyFolderIsAtItsEnd() throws Exception {
    assertThat(ask(command(), OPEN_ROOT + READ_FIRST_HANDLE).output())
        .isEqualTo("00000005" + "00" + "00000000" + "00000001" + "01");
  }

  private List<String> command() {
    return Programs.launcher().fileServer(List.of(Place.of(volume)));
  }

  private static List<String> withoutCapabilities(List<String> command) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return command;
    }
    var wrapped = new ArrayList<>(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
    wrapped.addAll(command);
    return wrapped;
  }

  /** Fewer bytes than a pipe holds, both ways. */
  private static Reply ask(List<String> command, String requests)
      throws IOException, InterruptedException {
    Process child = new ProcessBuilder(command).start();
    try (var input = child.getOutputStream()) {
      input.write(HexFormat.of().parseHex(requests));
    }
    byte[] output = child.getInputStream().readAllBytes();
    String errors = new String(child.getErrorStream().readAllBytes(), UTF_8);
    return new Reply(child.waitFor(), HexFormat.of().formatHex(output), errors);
  }

  private record Reply(int status, String output, String errors) {}
}
