package io.backupaccess.gateway.rrsync;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import io.backupaccess.gateway.pull.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gateway rrsync} as the command of a real OpenSSH server, with real clients. */
class RrsyncTest extends BehindOpenSsh {
  private Path copy;

  @BeforeEach
  void serve() throws IOException {
    served = Files.createDirectories(folder.resolve("srv/served"));
    copy = folder.resolve("copy");
    forcing("-ro " + served);
  }

  private static Outcome refused(String message) {
    return new Outcome(1, "", message + "\n");
  }

  @Test
  void treeArrivesAsItIs() {
    Trees.fill(served);
    assertThat(sshd.rsync("-aH", "h:/", copy + "/")).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(served, copy);
  }

  @Test
  void treeArrivesAsItIsWithSecludedArguments() {
    Trees.fill(served);
    assertThat(sshd.rsync("-aH", "-s", "h:/", copy + "/")).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(served, copy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "-as"})
  void namesArriveByteForByte(String options) {
    Trees.fill(served);
    Outcome pull =
        sshd.bash(
            """
            rsync %s "$h:/"$'caf\\xe9' :$'two\\nlines' :/-rf ":quo\\"te's" :'with space/two words' %s/
            cd %s; ls -b
            """
                .formatted(options, copy, copy));
    assertThat(pull)
        .isEqualTo(new Outcome(0, "-rf\ncaf\\351\nquo\"te's\ntwo\\nlines\ntwo\\ words\n", ""));
  }

  @Test
  void wildcardsAreExpandedByTheServer() throws IOException {
    Files.createFile(served.resolve("a.sql"));
    Files.createFile(served.resolve("b.sql"));
    Files.createFile(served.resolve("c.txt"));
    assertThat(sshd.rsync("-a", "h:*.sql", copy + "/")).isEqualTo(new Outcome(0, "", ""));
    assertThat(copy).isDirectoryContaining("glob:**.sql").isDirectoryNotContaining("glob:**.txt");
  }

  @Test
  void missingPathIsRsyncsOwnExitStatus() {
    Outcome pull = sshd.rsync("-a", "h:/none", copy + "/");
    assertThat(pull.exit()).isEqualTo(23);
    assertThat(pull.err()).contains("No such file or directory");
  }

  @Test
  void probeOfTheConnectionSucceeds() {
    assertThat(sshd.ssh("true")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void whoAsksForAShellReadsOneFriendlyLine() {
    assertThat(sshd.ssh())
        .isEqualTo(
            refused(
                "This server has no shell. It answers rsync, such as: rsync -a HOST:/ FOLDER/"));
  }

  @Test
  void refusedOptionIsNamedInTheWordsOfRrsync() {
    assertThat(sshd.ssh("rsync --server --sender -logDtpre.iLsfxCIvu --copy-devices . x"))
        .isEqualTo(refused("option --copy-devices has been disabled on this server."));
  }

  @Test
  void nothingIsSentToAFolderThatIsOnlyRead() throws IOException {
    Files.writeString(folder.resolve("new"), "new");
    Outcome push = sshd.rsync("-a", folder + "/new", "h:/");
    assertThat(push.exit()).isNotZero();
    assertThat(push.err()).startsWith("sending to read-only server is not allowed.\n");
    assertThat(served).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "touch CANARY",
        "rsync --server --sender -e.LsfxCIvu . x; touch CANARY",
        "rsync --server --sender -e.LsfxCIvu . $(touch CANARY)",
        "rsync --server --sender -e.LsfxCIvu . `touch CANARY`",
        "rsync --server --sender -e.LsfxCIvu --log-file=CANARY . x",
        "rsync --server --sender -e.LsfxCIvu . --log-file=CANARY",
        "rsync --server --sender -e.LsfxCIvu . x | tee CANARY",
        "rsync --server --sender -e'touch CANARY' . x",
        "rsync -e 'touch CANARY' x:y .",
        "rsync --server --daemon --config=CANARY .",
        "rsync --server -e.LsfxCIvu . CANARY",
        "bash -c 'touch CANARY'",
      })
  void nothingOfACommandIsExecutedOrWritten(String command) {
    Path canary = served.resolve("canary");
    assertThat(sshd.ssh(command.replace("CANARY", canary.toString())).exit()).isNotZero();
    assertThat(canary).doesNotExist();
    assertThat(Path.of(System.getProperty("user.home"), "canary")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-aL", "-ak", "-a --copy-unsafe-links", "-aLs"})
  void linksThatLeadOutAreNotFollowed(String options) throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(served.resolve("folder"), outside);
    Files.createSymbolicLink(served.resolve("file"), outside.resolve("secret"));
    Files.writeString(served.resolve("inside"), "inside");
    sshd.bash("rsync %s $h:/ %s/".formatted(options, copy));
    assertThat(copy.resolve("inside")).hasContent("inside");
    assertThat(Processes.bash(copy, "grep -rs secret .").out()).isEmpty();
    assertThat(sshd.rsync("-a", "h:/folder/secret", copy + "/stolen").exit()).isEqualTo(23);
    assertThat(copy.resolve("stolen")).doesNotExist();
  }

  @Test
  void nothingOfJavaStaysWhileDataFlows() {
    Processes.bash(served, "head -c 3000000 /dev/urandom > large");
    Process pull = Processes.start(sshd.rsyncCommand("-a", "--bwlimit=1000", "h:/", copy + "/"));
    awaitThat("rsync runs", () -> sshd.started().stream().anyMatch(RrsyncTest::isRsync));
    assertThat(sshd.started()).filteredOn(command -> !command.contains("sshd")).hasSize(1);
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(served, copy);
    awaitThat("it is gone", () -> sshd.started().stream().noneMatch(RrsyncTest::isRsync));
  }

  private static boolean isRsync(String command) {
    return command.startsWith("/usr/bin/rsync --server --sender");
  }

  @Test
  void folderIsNamedThroughALinkAndInAnyLetters() throws IOException {
    Path real = Files.createDirectories(folder.resolve("žluť oučký"));
    Files.writeString(real.resolve("a"), "a");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    forcing("-ro " + link);
    assertThat(sshd.rsync("-a", "h:/", copy + "/")).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(real, copy);
  }

  @Test
  void missingFolderIsSaid() {
    forcing("-ro " + folder.resolve("none"));
    assertThat(sshd.ssh("rsync --server --sender -e.LsfxCIvu . ."))
        .isEqualTo(refused("The folder that this key is restricted to does not exist."));
  }

  @Test
  void wrongLineInAuthorizedKeysIsSaid() {
    forcing("-ro -read-only " + served);
    Outcome refusal = sshd.ssh("rsync --server --sender -e.LsfxCIvu . .");
    assertThat(refusal.exit()).isEqualTo(2);
    assertThat(refusal.err()).startsWith("gateway rrsync: unknown option -read-only\nusage: ");
  }

  @Test
  void rsyncThatIsTooOldIsNotStarted() throws IOException {
    Path old = folder.resolve("rsync");
    Files.writeString(old, "#!/bin/sh\necho 'rsync  version 3.4.1  protocol version 32'\n");
    Processes.run(List.of("chmod", "+x", old.toString()));
    forcing("-ro -rsync %s %s".formatted(old, served));
    assertThat(sshd.ssh("rsync --server --sender -e.LsfxCIvu . ."))
        .isEqualTo(refused(old + " is version 3.4.1; the gateway needs rsync 3.5.0 or later"));
  }

  @Test
  void itStartsWithoutTheCacheAndWithADamagedOne() throws IOException {
    InstalledProgram other = InstalledProgram.in(folder.resolve("program"));
    sshd.forcing(other.command("-ro " + served));
    Files.writeString(served.resolve("a"), "a");
    FileTime time = Files.getLastModifiedTime(other.cache());
    Files.writeString(other.cache(), "no cache");
    Files.setLastModifiedTime(other.cache(), time);
    assertThat(sshd.rsync("-a", "h:/", copy + "/")).isEqualTo(new Outcome(0, "", ""));
    Files.delete(other.cache());
    assertThat(sshd.rsync("-a", "h:/", copy + "2/")).isEqualTo(new Outcome(0, "", ""));
    Trees.assertSame(served, copy);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void cacheOfAnotherProgramIsNotUsed(int seconds) throws IOException {
    InstalledProgram other = InstalledProgram.in(folder.resolve("program"));
    sshd.forcing(other.command("-ro " + served));
    assertThat(sshd.ssh("true")).isEqualTo(new Outcome(0, "", ""));
    Path jar = folder.resolve("program/lib/backup-access-gateway.jar");
    FileTime time = Files.getLastModifiedTime(jar);
    Files.writeString(jar, "another program");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() + seconds * 1000L));
    assertThat(sshd.ssh("true").exit()).isEqualTo(1);
  }
}
