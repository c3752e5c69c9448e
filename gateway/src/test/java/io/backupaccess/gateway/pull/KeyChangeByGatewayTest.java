package io.backupaccess.gateway.pull;

import static io.backupaccess.gateway.pull.Client.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.Gateway;
import io.backupaccess.gateway.ssh.SshDoor;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway that asks for new keys, as it does after an hour and after 32 GiB, but far oftener. */
class KeyChangeByGatewayTest {
  private static final long BYTES = 512 << 10;

  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static ClientHome home;

  @BeforeAll
  static void start() throws ReflectiveOperationException {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Processes.bash(db, "head -c 6000000 /dev/urandom > large");
    gateway.grant("backup", "db").start();
    Object door = field(Gateway.class, "door", gateway.gateway());
    CoreModuleProperties.REKEY_BYTES_LIMIT.set(
        (PropertyResolver) field(SshDoor.class, "server", door), BYTES);
    home = ClientHome.of(gateway, "backup");
  }

  private static Object field(Class<?> type, String name, Object of)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPullCompletes(RemoteShell shell) {
    assertThat(home.run(shell.rsync(home, "-a", host() + ":db/", copies + "/")))
        .isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(db, copies);
  }

  @ParameterizedTest
  @EnumSource(names = {"LIBSSH", "PARAMIKO", "ASYNCSSH"})
  void aLibraryGetsAFile(RemoteShell library) {
    assertThat(library.command(home, "--get", "/db", copies + "/db"))
        .isEqualTo(new Outcome(0, "", ""));
    assertThat(copies.resolve("db/large")).hasSameBinaryContentAs(db.resolve("large"));
  }

  /** Far more of them than an answer to our request for keys could wait for. */
  @Test
  void thousandsOfSmallReadsMayBeUnderWay() {
    TestGateway.write(copies.resolve("batch"), "get /db/large " + copies + "/\n");
    List<String> command = new ArrayList<>(List.of("sftp", "-b" + copies.resolve("batch")));
    command.addAll(List.of("-B512", "-R2000"));
    command.addAll(home.client().options("-P"));
    command.add(host());
    Outcome got = home.run(command);
    assertThat(got.exit()).as(got.err()).isZero();
    assertThat(copies.resolve("large")).hasSameBinaryContentAs(db.resolve("large"));
  }
}
