package io.backupaccess.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Other people's SFTP clients, as their users run them. */
class SftpClientsTest {
  @TempDir static Path folder;
  @TempDir Path copies;

  private static TestGateway gateway;
  private static Path db;
  private static ClientHome home;
  private static Client client;

  @BeforeAll
  static void start() {
    gateway = new TestGateway(folder);
    db = gateway.volume("db");
    Outcome made =
        Processes.bash(
            db,
            "mkdir -p a/b empty; head -c 2000000 /dev/urandom > a/large; echo two > 'a/b/two words';"
                + " echo u > a/žluťoučký; : > a/zero");
    assertThat(made.exit()).isZero();
    gateway.grant("backup", "db").start();
    home = ClientHome.of(gateway, "backup");
    client = home.client();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private String ssh() {
    return client.transport().stream().collect(Collectors.joining(" "));
  }

  @Test
  void lftpMirrorsATree() {
    Outcome mirrored =
        Processes.run(
            List.of(
                "lftp",
                "--norc",
                "-e",
                "set sftp:connect-program '"
                    + ssh()
                    + " -a -x'; "
                    + "open sftp://backup:@127.0.0.1:"
                    + client.port()
                    + "; "
                    + "mirror /db "
                    + copies
                    + "/db; exit"));
    assertThat(mirrored.exit()).as(mirrored.err()).isZero();
    assertSameFiles();
  }

  @Test
  void rcloneSyncsATree() {
    Outcome synced = rclone(copies.resolve("db"));
    assertThat(synced.exit()).as(synced.err()).isZero();
    assertSameFiles();
  }

  /** A link that leads nowhere is no error that would keep it from deleting. */
  @Test
  void rcloneDeletesInItsCopyBesideADanglingLink() {
    Path copy = copies.resolve("db");
    assertThat(Processes.bash(db, "ln -s nowhere dangling; echo old > gone").exit()).isZero();
    try {
      Outcome first = rclone(copy);
      assertThat(first.exit()).as(first.err()).isZero();
      assertThat(copy.resolve("gone")).exists();
      assertThat(Processes.bash(db, "rm gone").exit()).isZero();
      Outcome second = rclone(copy);
      assertThat(second.exit()).as(second.err()).isZero();
      assertThat(copy.resolve("gone")).doesNotExist();
    } finally {
      Processes.bash(db, "rm -f dangling gone");
    }
    assertSameFiles();
  }

  /** As the manual has it. */
  private static Outcome rclone(Path copy) {
    return Processes.run(
        List.of(
            "rclone",
            "--config",
            "/dev/null",
            "sync",
            "--create-empty-src-dirs",
            "--sftp-skip-links",
            "--sftp-host=127.0.0.1",
            "--sftp-port=" + client.port(),
            "--sftp-user=backup",
            "--sftp-key-file=" + client.key(),
            "--sftp-known-hosts-file=" + client.knownHosts(),
            ":sftp:/db",
            copy.toString()));
  }

  @Test
  void psftpGetsATree() {
    TestGateway.write(copies.resolve("batch"), "get -r /db " + copies + "/db\nquit\n");
    List<String> command = new ArrayList<>(RemoteShell.putty("psftp", home));
    command.addAll(List.of("-b", copies.resolve("batch").toString(), Client.host()));
    Outcome got = home.run(command);
    assertThat(got.exit()).as(got.err()).isZero();
    assertSameFiles();
  }

  @Test
  void sftpGetsATree() {
    TestGateway.write(copies.resolve("batch"), "get -r /db " + copies + "/\n");
    List<String> command = new ArrayList<>(List.of("sftp", "-b" + copies.resolve("batch")));
    command.addAll(client.options("-P"));
    command.add(Client.host());
    Outcome got = home.run(command);
    assertThat(got.exit()).as(got.err()).isZero();
    assertSameFiles();
  }

  @ParameterizedTest
  @EnumSource(names = {"LIBSSH", "PARAMIKO", "ASYNCSSH"})
  void aLibraryGetsATree(RemoteShell library) {
    assertThat(library.command(home, "--get", "/db", copies + "/db"))
        .isEqualTo(new Outcome(0, "", ""));
    assertSameFiles();
  }

  @Test
  void sshfsMountsTheTop() {
    Path mount = copies.resolve("mount");
    Outcome mounted =
        Processes.bash(
            copies,
            "mkdir mount && sshfs -o ro,ssh_command='" + ssh() + "' " + Client.host() + ":/ mount");
    assumeTrue(
        mounted.exit() == 0 || Files.isWritable(Path.of("/dev/fuse")),
        "this machine can mount nothing in user space");
    assertThat(mounted).isEqualTo(new Outcome(0, "", ""));
    try {
      assertThat(Processes.bash(copies, "cp -r mount/db db").exit()).isZero();
      assertThat(Processes.bash(mount, "touch db/new").err()).contains("Read-only");
    } finally {
      Processes.run(List.of("fusermount3", "-u", mount.toString()));
    }
    assertSameFiles();
  }

  private void assertSameFiles() {
    assertThat(Processes.run(List.of("diff", "-r", db.toString(), copies + "/db")))
        .isEqualTo(new Outcome(0, "", ""));
  }
}
