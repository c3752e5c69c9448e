package io.backupaccess.gateway.rrsync;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Decides on one command of each kind, so that the JVM that runs this as its training run puts into
 * its cache what deciding takes.
 */
final class RrsyncTraining {
  private static final String SERVER = "rsync --server ";

  private static final List<String> COMMANDS =
      List.of(
          SERVER + "--sender -logDtpre.iLsfxCIvu . db/",
          SERVER
              + "--sender -vlHogDtpAXRrSze.iLsfxCIvu --bwlimit=10000 --timeout=600 . *.sql \\[x/",
          SERVER + "--sender -logDtpre.LsfxCIvu --files-from=- --from0 . .",
          SERVER + "--sender -se.iLsfxCIvu",
          SERVER + "-vlogDtpre.iLsfxCIvu --delete --link-dest=../last . db/",
          SERVER + "-logDtpre.iLsfxCIvu --delete --partial --numeric-ids . db/",
          SERVER + "--sender -e.LsfxCIvu --copy-devices . .",
          "true",
          "/bin/sh");

  private static final byte[] SECLUDED =
      "rsync\0-logDtpre.iLsfxCIvu\0.\0db/\0\0".getBytes(StandardCharsets.US_ASCII);

  private RrsyncTraining() {}

  /**
   * Runs it.
   *
   * @param arguments what the line in {@code authorized_keys} could say
   */
  public static void main(String[] arguments) throws UsageException, IOException {
    CommandDecision connection =
        new CommandDecision(Options.parse(List.of(arguments)), new Recorded());
    Rrsync.give(connection.answer(ForcedCommand.in(Rrsync.environment())));
    for (String command : COMMANDS) {
      byte[] bytes = command.getBytes(StandardCharsets.US_ASCII);
      Rrsync.give(connection.answer(Optional.of(bytes)));
    }
  }

  /** This host, and a client that always sends the same. */
  private static final class Recorded implements CommandDecision.Host {
    private final CommandDecision.Host here = new Rrsync.ThisHost();
    private final String rsyncVersion;

    Recorded() throws IOException {
      // It comes through a pipe, and so once.
      rsyncVersion = here.rsyncVersion();
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(SECLUDED);
    }

    @Override
    public String rsyncVersion() {
      return rsyncVersion;
    }

    @Override
    public long memory() throws IOException {
      return here.memory();
    }
  }
}
