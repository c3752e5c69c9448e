package io.backupaccess.gateway.rrsync;

import static io.backupaccess.gateway.pull.Processes.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.backupaccess.gateway.pull.Outcome;
import io.backupaccess.gateway.pull.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One transfer at a time in a folder that may be written to. */
class LockTest extends BehindOpenSsh {
  private static final String LOCKED =
      "Another instance of rrsync is already accessing this directory.\n";
  private static final String PULL = "rsync --server --sender -e.LsfxCIvu . none";

  @BeforeEach
  void serve() throws IOException {
    served = Files.createDirectories(folder.resolve("served"));
    Processes.bash(served, "head -c 3000000 /dev/urandom > large");
    serving("");
  }

  private void serving(String options) {
    forcing(options + " " + served);
  }

  private Process slowPull() {
    Process pull =
        Processes.start(sshd.rsyncCommand("-a", "--bwlimit=500", "h:/", folder + "/copy/"));
    awaitThat("rsync runs", this::running);
    return pull;
  }

  private boolean running() {
    return sshd.runsIn(served, "--insecure-links --");
  }

  @Test
  void whileOneTransferRunsAnotherIsRefused() {
    Process pull = slowPull();
    assertThat(sshd.ssh(PULL)).isEqualTo(new Outcome(1, "", LOCKED));
    assertThat(Processes.await(pull)).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void afterTheTransferOfAClientThatVanishedTheNextOneRuns() {
    Process pull = slowPull();
    pull.destroyForcibly();
    awaitThat("its rsync is gone", () -> !running());
    assertThat(sshd.rsync("-a", "h:/", folder + "/copy/")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void lockIsTheOneThatRrsyncTakes() throws IOException {
    Process holder =
        Processes.start(List.of("flock", "--exclusive", served.toString(), "sleep", "60"));
    try {
      awaitThat("it is locked", () -> sshd.ssh(PULL).err().equals(LOCKED));
    } finally {
      holder.descendants().forEach(ProcessHandle::destroyForcibly);
      holder.destroyForcibly();
    }
  }

  @Test
  void withoutTheLockTransfersRunAtTheSameTime() {
    serving("-no-lock");
    Process pull = slowPull();
    assertThat(sshd.rsync("-a", "h:/", folder + "/other/")).isEqualTo(new Outcome(0, "", ""));
    assertThat(pull.isAlive()).isTrue();
    pull.destroyForcibly();
  }

  @Test
  void readersNeedNoLock() {
    serving("-ro");
    Process pull = slowPull();
    assertThat(sshd.rsync("-a", "h:/", folder + "/other/")).isEqualTo(new Outcome(0, "", ""));
    assertThat(pull.isAlive()).isTrue();
    pull.destroyForcibly();
  }
}
