package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** rsync by way of each SSH client that people have. */
class RemoteShellTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static ClientHome home;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Trees.fill(db);
    gateway.grant("backup", "db").start();
    home = ClientHome.of(gateway, "backup");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource
  void aTreeArrivesByteForByteWithItsAttributes(RemoteShell shell) {
    assertThat(home.run(shell.rsync(home, "-aH", host() + ":db/", copies + "/")))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @ParameterizedTest
  @EnumSource
  void aFolderIsListed(RemoteShell shell) {
    Outcome listed = home.run(shell.rsync(home, host() + ":db/deep/"));
    assertThat(listed.exit()).as(listed.err()).isZero();
    assertThat(listed.out().lines().map(line -> line.replaceAll(".* ", "")))
        .containsExactly(".", "er");
  }

  @ParameterizedTest
  @EnumSource
  void theExitStatusAndTheMessageArrive(RemoteShell shell) {
    assertThat(shell.command(home, "true")).isEqualTo(new Outcome(0, "", ""));
    Outcome refused = shell.command(home, "id");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("only rsync is served here, not id.");
  }

  @ParameterizedTest
  @EnumSource
  void rsyncEndsAsItDoesWithAnyServer(RemoteShell shell) {
    Outcome pushed =
        home.run(shell.rsync(home, "-a", home.client().key().toString(), host() + ":db/"));
    assertThat(pushed.exit()).isEqualTo(12);
    assertThat(pushed.err()).contains("sending to read-only server is not allowed");
    Outcome missing = home.run(shell.rsync(home, "-a", host() + ":db/nothing", copies + "/"));
    assertThat(missing.exit()).isEqualTo(23);
    assertThat(missing.err()).contains("No such file or directory");
  }

  /** What the gateway says at the end, none of them takes for a broken connection. */
  @ParameterizedTest
  @EnumSource
  void eachEndIsThatOfASuccess(RemoteShell shell) {
    for (int i = 0; i < 10; i++) {
      Path copy = copies.resolve(String.valueOf(i));
      assertThat(home.run(shell.rsync(home, "-a", host() + ":db/deep/", copy + "/")))
          .isEqualTo(new Outcome(0, "", ""));
      Trees.assertSame(db.resolve("deep"), copy);
      assertThat(shell.command(home, "true")).isEqualTo(new Outcome(0, "", ""));
    }
  }

  /** Whatever a client likes best: the gateway's log says what it got. */
  @ParameterizedTest
  @CsvSource({
    "OPENSSH, gcm@openssh.com",
    "DBCLIENT, chacha20-poly1305@openssh.com",
    "PLINK, gcm@openssh.com",
    "LIBSSH, gcm@openssh.com",
    "PARAMIKO, aes128-ctr",
    "ASYNCSSH, gcm@openssh.com",
  })
  void theFastestCipherOfTheClientIsUsed(RemoteShell shell, String cipher) {
    try (Logins logins = new Logins()) {
      shell.command(home, "true");
      assertThat(logins.ciphers()).singleElement().asString().endsWith(cipher);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedClientLeavesNothing(RemoteShell shell) {
    Process pull =
        home.start(shell.rsync(home, "-a", "--bwlimit=100", host() + ":db/large", copies + "/"));
    Processes.awaitThat("the gateway sends", () -> others(pull).findAny().isPresent());
    pull.descendants().forEach(ProcessHandle::destroy);
    pull.destroy();
    Processes.await(pull);
    Processes.awaitThat("no child is left", () -> others(pull).findAny().isEmpty());
  }

  /** The gateway's children; it runs in this process, and so does the client. */
  private static Stream<ProcessHandle> others(Process client) {
    return ProcessHandle.current().children().filter(child -> child.pid() != client.pid());
  }
}
